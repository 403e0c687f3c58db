namespace KinesisPlatform.Access;

/// <summary>What a caller sees of one stream.</summary>
/// <param name="Conditions">SQL conditions over the stream's columns; only records for which all are true exist for the caller.</param>
/// <param name="Masks">Column name to the SQL expression over the record's true columns that the caller sees in its place. One of <c>data</c> and <c>json</c>
/// stands for the payload, in all its forms.</param>
public sealed record StreamRule(IReadOnlyList<string> Conditions, IReadOnlyDictionary<string, string> Masks)
{
    /// <summary>The whole stream.</summary>
    public static StreamRule Open { get; } = new([], new Dictionary<string, string>());

    public bool IsOpen => !IsFiltered && !IsMasked;

    /// <summary>Records are left out: their number, sizes and positions must not show either.</summary>
    public bool IsFiltered => Conditions.Count > 0;

    public bool IsMasked => Masks.Count > 0;

    internal static StreamRule All(IReadOnlyList<StreamRule> rules)
    {
        if (rules.Count == 1) return rules[0];
        var masks = new Dictionary<string, string>(StringComparer.Ordinal);
        // Of two masks of one column the one that is listed first: both hide the column.
        foreach (var (column, mask) in rules.SelectMany(rule => rule.Masks)) masks.TryAdd(column, mask);
        return new([.. rules.SelectMany(rule => rule.Conditions).Distinct()], masks);
    }
}
