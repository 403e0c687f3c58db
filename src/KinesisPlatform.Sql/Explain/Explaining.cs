using KinesisPlatform.Access;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Relations;

namespace KinesisPlatform.Sql.Explain;

/// <summary>EXPLAIN: the worker's plan, and what the engine reads for it.</summary>
internal static class Explaining
{
    /// <exception cref="PlatformException">Invalid: the plan would show what the caller may not see.</exception>
    public static void Allow(IReadOnlyList<Relation> relations, StreamAccess access)
    {
        if (relations.FirstOrDefault(relation => !access.RuleFor(relation.Stream).IsOpen) is { } hidden)
            throw new PlatformException(FailureKind.Invalid, $"A plan shows how many records there are before a row filter, and the filter: with this key, EXPLAIN cannot be used on \"{hidden.Stream}\".");
    }

    /// <param name="batches">The worker's: rows of (key, plan as JSON).</param>
    public static async IAsyncEnumerable<IReadOnlyList<object?[]>> ReadAsync(
        ExplainMode mode, IReadOnlyList<OpenRelation> relations, IAsyncEnumerable<IReadOnlyList<object?[]>> batches, QueryStats stats)
    {
        var plan = new List<PlanNode>();
        await foreach (var batch in batches) plan.AddRange(batch.SelectMany(row => PlanNode.Parse((string)row[1]!)));
        object?[][] lines = [.. PlanText.Of(mode, relations, plan).Select(line => new object?[] { line })];
        stats.RowCount = lines.Length;
        yield return lines;
    }
}
