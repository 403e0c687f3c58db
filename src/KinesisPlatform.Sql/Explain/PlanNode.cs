using System.Globalization;
using System.Text.Json;

namespace KinesisPlatform.Sql.Explain;

/// <summary>One operator of DuckDB's plan, as much of it as is told: nothing of this machine.</summary>
/// <param name="Rows">Had, or estimated when the statement was not run.</param>
/// <param name="Milliseconds">Of CPU; null when the statement was not run.</param>
internal sealed record PlanNode(string Operator, IReadOnlyDictionary<string, string> Details, long? Rows, double? Milliseconds, IReadOnlyList<PlanNode> Children)
{
    /// <summary>Paths in the local cache.</summary>
    private const string FileNames = "Filename(s)";

    private const string Estimate = "Estimated Cardinality";

    /// <param name="json">
    /// [{"name":"HASH_JOIN","children":[...],"extra_info":{"Join Type":"INNER","Estimated Cardinality":"3"}}], or of a statement that was run
    /// {"children":[{"operator_name":"EXPLAIN_ANALYZE","children":[{"operator_name":"HASH_JOIN","operator_timing":1.8e-7,"operator_cardinality":3,"extra_info":{...},"children":[...]}]}]}
    /// </param>
    public static IReadOnlyList<PlanNode> Parse(string json)
    {
        using var document = JsonDocument.Parse(json, new() { MaxDepth = 2000 });
        var root = document.RootElement;
        if (root.ValueKind == JsonValueKind.Array) return Read(root);
        // Without the operator that explains.
        return [.. Read(root.GetProperty("children")).SelectMany(node => node.Operator == "EXPLAIN_ANALYZE" ? node.Children : [node])];
    }

    private static IReadOnlyList<PlanNode> Read(JsonElement nodes) => [.. nodes.EnumerateArray().Select(Of)];

    private static PlanNode Of(JsonElement node)
    {
        var details = new Dictionary<string, string>();
        foreach (var detail in node.GetProperty("extra_info").EnumerateObject())
        {
            if (!detail.Name.StartsWith("__", StringComparison.Ordinal) && Text(detail.Value) is { Length: > 0 } text) details[detail.Name] = text;
        }
        details.Remove(FileNames);
        details.Remove(Estimate, out var estimate);
        var wasRun = node.TryGetProperty("operator_name", out var name);
        return new(
            (wasRun ? name : node.GetProperty("name")).GetString()!.Trim(), details,
            wasRun ? node.GetProperty("operator_cardinality").GetInt64() : long.TryParse(estimate, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : null,
            wasRun ? Math.Round(node.GetProperty("operator_timing").GetDouble() * 1000, 3) : null,
            Read(node.GetProperty("children")));
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(", ", value.EnumerateArray().Select(Text))
        : (value.ToString() ?? "").Trim();
}
