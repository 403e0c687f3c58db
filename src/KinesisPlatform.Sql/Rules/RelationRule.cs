using System.Collections.Frozen;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Pruning;

namespace KinesisPlatform.Sql.Rules;

/// <summary>What a caller sees of a relation's records: a rule that has been checked.</summary>
/// <param name="Fields">What the rule itself uses of the typed column.</param>
internal sealed record RelationRule(WorkerRule Rule, FieldUse Fields)
{
    private const string ArrivedAt = "arrived_at";

    private static readonly FrozenSet<string> Times = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, ArrivedAt);

    /// <summary>Its records are not all there are: nothing may tell how many those are.</summary>
    public bool IsFiltered => Rule.Conditions.Count > 0;

    /// <summary>
    /// Only times of arrival leave records unread: by what is read for a key or a member, and how long that takes, a caller would learn of records that are left out.
    /// All columns are read: DuckDB reads those that the rule names, and what it needs of others is not the statement's to say.
    /// </summary>
    public RelationGuard Guard { get; } = new(ColumnUse.All, Fields, Rule.Masks.Keys.Contains(ArrivedAt, StringComparer.OrdinalIgnoreCase) ? FrozenSet<string>.Empty : Times);
}
