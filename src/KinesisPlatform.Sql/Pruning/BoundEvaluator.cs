using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>Turns what a statement says of a relation into a condition on columns' bounds. What cannot be evaluated, or is compared in a way that bounds say nothing about, lets everything pass.</summary>
/// <param name="fields">Of the relation's version; null when it has none.</param>
internal sealed class BoundEvaluator(ConstantFolder folder, PayloadFields? fields, TimeWindow now, IReadOnlyList<object?> parameters)
{
    private static readonly string[] WholeTypes = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"];
    private static readonly string[] TimeTypes = ["TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "DATE"];

    private enum Family { Time, Text, Whole, Number }

    /// <returns>Null when everything passes.</returns>
    public ScanCondition? Evaluate(Bound? bound)
    {
        if (bound is null) return null;
        var columns = new Dictionary<Bound.Comparison, (int Id, Family Family)>(ReferenceEqualityComparer.Instance);
        foreach (var comparison in Comparisons(bound))
        {
            if (comparison.Constant.NowCount <= 1 && Find(comparison) is { } column) columns[comparison] = column;
        }
        var values = Values(columns);
        return Build(bound, comparison => values.TryGetValue(comparison, out var value) ? Compare(comparison, columns[comparison].Id, value.First, value.Second) : null);
    }

    private static IEnumerable<Bound.Comparison> Comparisons(Bound bound) => bound switch
    {
        Bound.All all => all.Bounds.SelectMany(Comparisons),
        Bound.Any any => any.Bounds.SelectMany(Comparisons),
        Bound.Comparison comparison => [comparison],
        _ => [],
    };

    private static ScanCondition? Build(Bound bound, Func<Bound.Comparison, ScanCondition?> compare)
    {
        switch (bound)
        {
            case Bound.Comparison comparison:
                return compare(comparison);
            case Bound.All all:
                var needed = all.Bounds.Select(one => Build(one, compare)).OfType<ScanCondition>().ToList();
                return needed.Count == 0 ? null : new ScanCondition.All(needed);
            case Bound.Any any:
                var either = any.Bounds.Select(one => Build(one, compare)).ToList();
                return either.Contains(null) ? null : new ScanCondition.Any([.. either.OfType<ScanCondition>()]);
            default:
                return null;
        }
    }

    private (int Id, Family Family)? Find(Bound.Comparison comparison)
    {
        var column = comparison.Column;
        if (column.Count == 1)
        {
            return ColumnUse.IdOf(column[0]) switch
            {
                ArchiveColumns.ArrivedAt => (ArchiveColumns.ArrivedAt, Family.Time),
                _ when comparison.Floor is not null => null,
                ArchiveColumns.SubSequenceNumber => (ArchiveColumns.SubSequenceNumber, Family.Whole),
                { } id and <= ArchiveColumns.ExplicitHashKey => (id, Family.Text),
                _ => null,
            };
        }
        if (comparison.Floor is not null || !string.Equals(column[0], PayloadFields.ColumnName, StringComparison.OrdinalIgnoreCase)) return null;
        return fields?.Find([.. column.Skip(1)]) is not { } field ? null : field.Type switch
        {
            PayloadFieldType.Whole => (field.Id, Family.Whole),
            PayloadFieldType.Number => (field.Id, Family.Number),
            PayloadFieldType.Text => (field.Id, Family.Text),
            _ => null,
        };
    }

    // Where a constant depends on the time, its values at both ends of the window: as it depends on it once and in one direction, all others lie between.
    private Dictionary<Bound.Comparison, (ColumnValue First, ColumnValue Second)> Values(Dictionary<Bound.Comparison, (int Id, Family Family)> columns)
    {
        var found = new Dictionary<Bound.Comparison, (ColumnValue, ColumnValue)>(ReferenceEqualityComparer.Instance);
        var comparisons = columns.Keys.ToList();
        if (comparisons.Count == 0 || folder.Types([.. comparisons.Select(comparison => comparison.Constant)], now.From, parameters) is not { } types) return found;
        var typed = comparisons.Zip(types).Select(pair => (Comparison: pair.First, Sql: ValueSql(pair.First, columns[pair.First].Family, pair.Second))).Where(pair => pair.Sql is not null).ToList();
        if (typed.Count == 0) return found;
        var first = folder.Values(typed.Select(pair => pair.Sql!), now.From, parameters);
        var second = typed.Any(pair => pair.Comparison.Constant.NowCount > 0) ? folder.Values(typed.Select(pair => pair.Sql!), now.To, parameters) : first;
        if (first is null || second is null) return found;
        for (var i = 0; i < typed.Count; i++)
        {
            if (Decode(first[i]) is { } from && Decode(second[i]) is { } to) found[typed[i].Comparison] = (from, to);
        }
        return found;
    }

    /// <summary>The constant as the comparison takes it; null where how they are compared is not certain.</summary>
    private static string? ValueSql(Bound.Comparison comparison, Family family, string type)
    {
        var (sql, isParameter) = (comparison.Constant.Sql, comparison.Constant.IsParameter);
        var isNumber = WholeTypes.Contains(type);
        var isFraction = type == "DOUBLE" || type.StartsWith("DECIMAL(", StringComparison.Ordinal);
        switch (family)
        {
            case Family.Time when comparison.Floor is { IsDate: true }:
                // A parameter takes the type of the other side, a date's.
                if (type is "VARCHAR" or "DATE") return $"epoch_us(CAST(CAST({sql} AS DATE) AS TIMESTAMP WITH TIME ZONE))";
                return !isParameter && TimeTypes.Contains(type) ? $"epoch_us(CAST({sql} AS TIMESTAMP WITH TIME ZONE))" : null;
            case Family.Time:
                return TimeTypes.Contains(type) || (type == "VARCHAR" && comparison.Floor is not { IsLocal: true }) ? $"epoch_us(CAST({sql} AS TIMESTAMP WITH TIME ZONE))" : null;
            case Family.Text:
                return type == "VARCHAR" ? sql : null;
            case Family.Whole:
                if (isNumber || type == "VARCHAR") return $"CAST({sql} AS BIGINT)";
                return isFraction && !isParameter ? $"CAST({sql} AS DOUBLE)" : null;
            default:
                return isNumber || isFraction || type == "VARCHAR" ? $"CAST({sql} AS DOUBLE)" : null;
        }
    }

    private static ColumnValue? Decode(object? value) => value switch
    {
        long whole => ColumnValue.Whole(whole),
        double number when double.IsFinite(number) => ColumnValue.Number(number),
        string text => ColumnValue.Text(Encoding.UTF8.GetBytes(text)),
        _ => null,
    };

    private static ScanCondition Compare(Bound.Comparison comparison, int columnId, ColumnValue first, ColumnValue second)
    {
        var (least, greatest) = second.IsBelow(first, orEqual: false) ? (second, first) : (first, second);
        var floor = comparison.Floor?.Microseconds ?? 0;
        switch (comparison.Kind)
        {
            case ComparisonKind.Less or ComparisonKind.LessOrEqual:
                return new ScanCondition.Comparison(columnId, comparison.Kind, greatest, floor);
            case ComparisonKind.Equal when comparison.Constant.NowCount > 0:
                return new ScanCondition.All(
                [
                    new ScanCondition.Comparison(columnId, ComparisonKind.GreaterOrEqual, least, floor), new ScanCondition.Comparison(columnId, ComparisonKind.LessOrEqual, greatest, floor),
                ]);
            default:
                return new ScanCondition.Comparison(columnId, comparison.Kind, least, floor);
        }
    }
}
