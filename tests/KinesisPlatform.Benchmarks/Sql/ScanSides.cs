using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>
/// One case's questions, asked of text files, and of tables before and after merging: once through a gateway just started for the question, whose cache is empty, and then through one that has
/// answered queries for a while.
/// </summary>
/// <param name="warmed">The latter.</param>
internal sealed class ScanSides(SqlCase @case, FirehoseFiles files, GatewayProcess warmed, Uri endpoint)
{
    private const int ColdWarmUpCount = 5;
    private const string Ours = "merged";

    public string Small => $"{@case.Name}_small";

    public string Merged => $"{@case.Name}_merged";

    /// <summary>Ours first: the merged table from a warm cache.</summary>
    public async Task<(IReadOnlyList<BenchmarkRow> Rows, IReadOnlyList<BenchmarkFigure> Figures)> RunAsync(SqlQuery query, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        using var started = await GatewayProcess.StartAsync(endpoint, [], cancellationToken);
        // The cache is to be cold, not the worker or the compiler.
        await SmallQueries.WarmUpAsync(started, ColdWarmUpCount, cancellationToken);
        (string Side, Func<Task<QueryCost>> RunAsync)[] cold =
        [
            .. Wanted(options, ("merged, cold cache", () => started.RunAsync(query.OfTable(Merged), cancellationToken)), ("not merged, cold cache", () => started.RunAsync(query.OfTable(Small), cancellationToken))),
        ];
        (string Side, Func<Task<QueryCost>> RunAsync)[] warm =
        [
            .. Wanted(options, (Ours, () => warmed.RepeatAsync(query.OfTable(Merged), cancellationToken)), ("not merged", () => warmed.RepeatAsync(query.OfTable(Small), cancellationToken)),
                ("gzip NDJSON, DuckDB", () => Task.FromResult(files.Run(@case, query, cancellationToken)))),
        ];
        var costs = warm.Concat(cold).ToDictionary(side => side.Side, _ => new List<QueryCost>());
        foreach (var (side, run) in cold) costs[side].Add(await run());
        foreach (var table in (string[])[Small, Merged]) await warmed.RunAsync(query.OfTable(table), cancellationToken);
        for (var round = 0; round < options.RoundCount; round++)
        {
            await Console.Error.WriteLineAsync($"{@case.Name}, {query.Name}: round {round + 1} of {options.RoundCount}");
            // Another side begins each round.
            for (var turn = 0; turn < warm.Length; turn++) costs[warm[(round + turn) % warm.Length].Side].Add(await warm[(round + turn) % warm.Length].RunAsync());
        }
        var name = $"{@case.Name}, {query.Name}";
        var answers = costs.SelectMany(side => side.Value.Select(cost => cost.Answer)).Distinct().ToList();
        if (answers.Count > 1) throw new InvalidOperationException($"{name}: the sides answer differently: {string.Join(" / ", answers.Select(answer => answer.Length > 200 ? answer[..200] : answer))}");
        var ours = costs.GetValueOrDefault(Ours);
        return (
            [.. costs.Select(side => Row(name, side.Key, side.Value, side.Value == ours ? null : ours))],
            [.. costs.SelectMany(side => Figures($"{name}, {side.Key}", side.Value))]);
    }

    private static IEnumerable<(string Side, Func<Task<QueryCost>> RunAsync)> Wanted(BenchmarkOptions options, params (string Side, Func<Task<QueryCost>> RunAsync)[] sides) =>
        sides.Where(side => options.Only is null || side.Side.Contains(options.Only, StringComparison.OrdinalIgnoreCase));

    private static BenchmarkRow Row(string name, string side, List<QueryCost> costs, List<QueryCost>? ours)
    {
        var figures = costs.ConvertAll(cost => cost.Cpu.TotalMilliseconds);
        // Cold ones are asked once.
        double? times = ours is null ? null : Median(costs.Select((cost, round) => cost.Cpu / ours[Math.Min(round, ours.Count - 1)].Cpu));
        return new(name, side, Median(figures), figures.Min(), figures.Max(), null, times);
    }

    private static IEnumerable<BenchmarkFigure> Figures(string name, List<QueryCost> costs)
    {
        var last = costs[^1];
        yield return new($"{name}: wall", Math.Round(Median(costs.Select(cost => cost.Wall.TotalMilliseconds)), 1), "ms");
        yield return new($"{name}: read", last.NeededBytes / 1e6, $"MB of {last.FullBytes / 1e6:0.0} ({100.0 * last.NeededBytes / last.FullBytes:0.##} %), fetched {last.Bytes / 1e6:0.00} MB in {last.RequestCount} requests");
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var sorted ? (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2 : 0;
}
