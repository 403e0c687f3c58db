namespace KinesisPlatform.Archive.Bounds;

/// <summary>What is known of a column's values in a file or a part of it: inclusive bounds, which need not be values that occur; null when unknown.</summary>
/// <param name="IsAllNull">There is no value but NULL.</param>
public readonly record struct ColumnRange(ColumnValue? Min, ColumnValue? Max, bool IsAllNull);
