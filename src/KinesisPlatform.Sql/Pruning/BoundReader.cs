using System.Text.Json;
using KinesisPlatform.Archive.Bounds;

namespace KinesisPlatform.Sql.Pruning;

/// <summary>
/// Reads what a condition says of the columns of one relation: comparisons with constants, BETWEEN and IN, joined by AND and OR. Everything else lets everything pass. What is read never
/// holds where all of the relation's columns are NULL, so that it may be applied before an outer join, too.
/// </summary>
/// <param name="alias">By which columns of the relation are named.</param>
/// <param name="isAlone">Columns without a table's name are the relation's.</param>
internal sealed class BoundReader(string alias, bool isAlone, ConstantReader constants)
{
    private const int ListMax = 500;
    private const int DepthMax = 100;

    /// <returns>Null when nothing is said.</returns>
    public Bound? Read(JsonElement condition) => Read(condition, 0);

    private Bound? Read(JsonElement condition, int depth)
    {
        if (depth > DepthMax) return null;
        return Text(condition, "type") switch
        {
            "CONJUNCTION_AND" => Bound.AllOf(Children(condition).Select(child => Read(child, depth + 1))),
            "CONJUNCTION_OR" => Bound.AnyOf(Children(condition).Select(child => Read(child, depth + 1))),
            "COMPARE_EQUAL" => Comparison(condition, ComparisonKind.Equal, ComparisonKind.Equal),
            "COMPARE_LESSTHAN" => Comparison(condition, ComparisonKind.Less, ComparisonKind.Greater),
            "COMPARE_LESSTHANOREQUALTO" => Comparison(condition, ComparisonKind.LessOrEqual, ComparisonKind.GreaterOrEqual),
            "COMPARE_GREATERTHAN" => Comparison(condition, ComparisonKind.Greater, ComparisonKind.Less),
            "COMPARE_GREATERTHANOREQUALTO" => Comparison(condition, ComparisonKind.GreaterOrEqual, ComparisonKind.LessOrEqual),
            "COMPARE_BETWEEN" when Column(condition.GetProperty("input")) is { } column => Bound.AllOf(
            [
                Compare(column, ComparisonKind.GreaterOrEqual, condition.GetProperty("lower")), Compare(column, ComparisonKind.LessOrEqual, condition.GetProperty("upper")),
            ]),
            "COMPARE_IN" => In(condition),
            _ => null,
        };
    }

    private Bound.Comparison? Comparison(JsonElement condition, ComparisonKind kind, ComparisonKind mirrored)
    {
        var (left, right) = (condition.GetProperty("left"), condition.GetProperty("right"));
        if (Column(left) is { } column) return Compare(column, kind, right);
        return Column(right) is { } other ? Compare(other, mirrored, left) : null;
    }

    private Bound? In(JsonElement condition)
    {
        var children = Children(condition).ToList();
        if (children.Count < 2 || children.Count > ListMax || Column(children[0]) is not { } column) return null;
        return Bound.AnyOf(children.Skip(1).Select(child => Compare(column, ComparisonKind.Equal, child)));
    }

    private Bound.Comparison? Compare((IReadOnlyList<string> Names, TimeFloor? Floor) column, ComparisonKind kind, JsonElement constant) =>
        constants.Read(constant) is { } value ? new(column.Names, kind, value, column.Floor) : null;

    private (IReadOnlyList<string> Names, TimeFloor? Floor)? Column(JsonElement expression)
    {
        switch (Text(expression, "class"))
        {
            case "COLUMN_REF":
                return Named(expression, null);
            case "CAST":
                return Floor(Text(expression.GetProperty("cast_type"), "id")) is { } cast ? Named(expression.GetProperty("child"), cast) : null;
            case "FUNCTION" when Text(expression, "function_name") is "date_trunc" or "datetrunc" && Text(expression, "schema") is "" or "main":
                var arguments = expression.GetProperty("children");
                if (arguments.GetArrayLength() != 2 || Text(arguments[0], "class") != "CONSTANT") return null;
                return Unit(arguments[0].GetProperty("value")) is { } unit ? Named(arguments[1], unit) : null;
            default:
                return null;
        }
    }

    private (IReadOnlyList<string> Names, TimeFloor? Floor)? Named(JsonElement expression, TimeFloor? floor) => Names(expression) is { } names ? (names, floor) : null;

    // Names without regard to case, table before column.
    private string[]? Names(JsonElement expression)
    {
        if (Text(expression, "class") != "COLUMN_REF") return null;
        string[] names = [.. expression.GetProperty("column_names").EnumerateArray().Select(name => name.GetString() ?? "")];
        if (names.Length > 1 && string.Equals(names[0], alias, StringComparison.OrdinalIgnoreCase)) return names[1..];
        return isAlone && names.Length > 0 && ColumnUse.OfName(names[0]) is not null ? names : null;
    }

    private static TimeFloor? Floor(string castType) => castType switch
    {
        "DATE" => new(24 * Hour, IsDate: true),
        "TIMESTAMP" => new(0, IsLocal: true),
        _ => null,
    };

    private static TimeFloor? Unit(JsonElement value) => Text(value, "value").ToLowerInvariant() switch
    {
        "second" => new(1_000_000),
        "minute" => new(60_000_000),
        "hour" => new(Hour),
        "day" => new(24 * Hour),
        _ => null,
    };

    private const long Hour = 3_600_000_000;

    private static JsonElement.ArrayEnumerator Children(JsonElement element) => element.GetProperty("children").EnumerateArray();

    private static string Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
