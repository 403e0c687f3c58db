namespace KinesisPlatform.Archive.Bounds;

/// <summary>
/// What every record that a scan is interested in satisfies, as far as columns' bounds can tell. It never holds for a record whose columns in it are all NULL: each of its
/// comparisons is unknown then, as in SQL.
/// </summary>
public abstract record ScanCondition
{
    /// <summary>Whether there may be a record that satisfies this. True when in doubt.</summary>
    public abstract bool MayHold(IColumnRanges ranges);

    /// <summary>All of them hold.</summary>
    public sealed record All(IReadOnlyList<ScanCondition> Conditions) : ScanCondition
    {
        public override bool MayHold(IColumnRanges ranges)
        {
            foreach (var condition in Conditions)
            {
                if (!condition.MayHold(ranges)) return false;
            }
            return true;
        }
    }

    /// <summary>One of them holds, at least.</summary>
    public sealed record Any(IReadOnlyList<ScanCondition> Conditions) : ScanCondition
    {
        public override bool MayHold(IColumnRanges ranges)
        {
            foreach (var condition in Conditions)
            {
                if (condition.MayHold(ranges)) return true;
            }
            return false;
        }
    }

    /// <summary>A column's value compares with a constant.</summary>
    /// <param name="ColumnId">The column's Iceberg field id.</param>
    /// <param name="FloorTo">When not 0, the value (a time) is first rounded down to a multiple of this many microseconds since 1970.</param>
    public sealed record Comparison(int ColumnId, ComparisonKind Kind, ColumnValue Value, long FloorTo = 0) : ScanCondition
    {
        public override bool MayHold(IColumnRanges ranges)
        {
            var range = ranges.Find(ColumnId);
            if (range.IsAllNull) return false;
            return Kind switch
            {
                ComparisonKind.Equal => !IsBelow(range.Max, orEqual: false) && !IsAbove(range.Min, orEqual: false),
                ComparisonKind.Less => !IsAbove(range.Min, orEqual: true),
                ComparisonKind.LessOrEqual => !IsAbove(range.Min, orEqual: false),
                ComparisonKind.Greater => !IsBelow(range.Max, orEqual: true),
                _ => !IsBelow(range.Max, orEqual: false),
            };
        }

        private bool IsBelow(ColumnValue? max, bool orEqual) => max is { } value && Floor(value) is { } floored && floored.IsBelow(Value, orEqual);

        private bool IsAbove(ColumnValue? min, bool orEqual) => min is { } value && Floor(value) is { } floored && Value.IsBelow(floored, orEqual);

        private ColumnValue? Floor(ColumnValue value)
        {
            if (FloorTo == 0) return value;
            if (value.WholeNumber is not { } time) return null;
            var rest = time % FloorTo;
            return ColumnValue.Whole(time - (rest < 0 ? rest + FloorTo : rest));
        }
    }
}
