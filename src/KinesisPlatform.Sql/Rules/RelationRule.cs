using System.Collections.Frozen;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Pruning;

namespace KinesisPlatform.Sql.Rules;

/// <summary>What a caller sees of a relation's records: a rule that has been checked.</summary>
/// <param name="Columns">What the rule itself uses.</param>
/// <param name="Fields">The same of the typed column.</param>
internal sealed record RelationRule(WorkerRule Rule, ColumnUse Columns, FieldUse Fields)
{
    private const string ArrivedAt = "arrived_at";

    private static readonly FrozenSet<string> Times = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, ArrivedAt);

    /// <summary>Its records are not all there are: nothing may tell how many those are.</summary>
    public bool IsFiltered => Rule.Conditions.Count > 0;

    /// <summary>
    /// Only times of arrival leave records unread: by what is read for a key or a member, and how long that takes, a caller would learn of records that are left out.
    /// Of the records that are read, seen or not, the same columns are: those that the statement names and those that the rule does.
    /// </summary>
    public RelationGuard Guard { get; } = new(Columns, Fields, Rule.Masks.Keys.Contains(ArrivedAt, StringComparer.OrdinalIgnoreCase) ? FrozenSet<string>.Empty : Times);
}
