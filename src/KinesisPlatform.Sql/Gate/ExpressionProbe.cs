using System.Text.Json;

namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// An expression of one record within the smallest statement. It stands in a WHERE, where aggregates are refused, and at the bottom of a chain of operators that can only be there if the
/// text between the parentheses is one expression and nothing that closes them and goes on.
/// </summary>
internal static class ExpressionProbe
{
    public static SqlText Statement(string expression) => new($"SELECT 1 FROM {WhereProbe.TableName} WHERE ({AsText(expression)} IS NOT NULL)", LinesBefore: 1);

    /// <summary>The expression as it is used: text, NULL where it fails on a record.</summary>
    public static string AsText(string expression) => $"CAST(TRY(\n{expression}\n) AS VARCHAR)";

    /// <exception cref="PlatformException">Invalid.</exception>
    public static void Check(JsonElement tree)
    {
        WhereProbe.Check(tree, "expression");
        var where = tree.GetProperty("statements")[0].GetProperty("node").GetProperty("where_clause");
        if (Type(where) == "OPERATOR_IS_NOT_NULL" && Child(where) is { } cast && Type(cast) is "OPERATOR_CAST" or "CAST" && cast.TryGetProperty("child", out var tried) && Type(tried) == "OPERATOR_TRY") return;
        throw new PlatformException(FailureKind.Invalid, "The expression is not one expression: it must stand alone between parentheses.");
    }

    private static string? Type(JsonElement element) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out var type) ? type.GetString() : null;

    private static JsonElement? Child(JsonElement element) =>
        element.TryGetProperty("children", out var children) && children.ValueKind == JsonValueKind.Array && children.GetArrayLength() == 1 ? children[0] : null;
}
