using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.Sql.Rules;

/// <summary>What a caller sees of a relation's records: a rule that has been checked.</summary>
/// <param name="Fields">What the rule itself uses of the typed column.</param>
internal sealed record RelationRule(WorkerRule Rule, FieldUse Fields)
{
    /// <summary>Its records are not all there are: nothing may tell how many those are.</summary>
    public bool IsFiltered => Rule.Conditions.Count > 0;

    /// <summary>Columns whose own values the statement does not see: what it says of them says nothing about what is in a file. The payload's forms are masked together.</summary>
    public IReadOnlySet<string> MaskedColumns { get; } = Rule.Masks.Keys
        .SelectMany(column => RuleColumns.IsPayload(column) ? RuleColumns.Payload : [column]).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
