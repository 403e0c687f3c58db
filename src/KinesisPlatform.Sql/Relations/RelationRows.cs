using System.Text.Json;

namespace KinesisPlatform.Sql.Relations;

/// <summary>Rows that the engine knows itself, on their way to a worker.</summary>
/// <param name="Structure">The columns, as DuckDB's <c>from_json</c> takes them: <c>[{"shard_id":"VARCHAR",...}]</c>.</param>
/// <param name="Json">An array of objects with these members.</param>
internal sealed record RelationRows(string Structure, string Json)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="columns">The members of one row, with DuckDB's types.</param>
    public static RelationRows Of<T>(string columns, IEnumerable<T> rows) => new($"[{columns}]", JsonSerializer.Serialize(rows, Options));
}
