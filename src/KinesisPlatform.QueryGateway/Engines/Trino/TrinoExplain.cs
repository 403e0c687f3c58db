using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// The tables that a statement reads and writes, by Trino's own planner: the answer of <c>EXPLAIN (TYPE IO, FORMAT JSON)</c>, one text
/// <c>{"inputTableColumnInfos":[{"table":{"catalog":"kinesis","schemaTable":{"schema":"kinesis","table":"orders"}},…}],"outputTable":{…},"estimate":{…}}</c>.
/// Tables that the planner finds need not be read, and what table functions read, are not in it.
/// </summary>
internal sealed record TrinoExplain(IReadOnlyList<TrinoTable> Inputs, bool HasOutput)
{
    public const string Prefix = "EXPLAIN (TYPE IO, FORMAT JSON)";

    /// <returns>Null for any other text: what a statement is answered with that is no query.</returns>
    public static TrinoExplain? Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("inputTableColumnInfos", out var inputs) || inputs.ValueKind != JsonValueKind.Array) return null;
            var tables = new List<TrinoTable>();
            foreach (var input in inputs.EnumerateArray())
            {
                if (!input.TryGetProperty("table", out var table) || !table.TryGetProperty("schemaTable", out var names)) return null;
                if (table.Text("catalog") is not { } catalog || names.Text("schema") is not { } schema || names.Text("table") is not { } name) return null;
                tables.Add(new(catalog, schema, name));
            }
            return new(tables, document.RootElement.TryGetProperty("outputTable", out var output) && output.ValueKind != JsonValueKind.Null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>A table's three names, in lower case as Trino has them.</summary>
internal sealed record TrinoTable(string Catalog, string Schema, string Name)
{
    public override string ToString() => $"{Catalog}.{Schema}.{Name}";
}
