using System.Text.Json;

namespace KinesisPlatform.Cli.Sql;

/// <summary>What holds for every statement of a run.</summary>
/// <param name="Parameters">Of $1, $2, ... in each statement.</param>
/// <param name="Timeout">Null for the gateway's own.</param>
/// <param name="RowsMax">Null for all rows.</param>
/// <param name="IsWide">Tables hold whole values.</param>
/// <param name="Engine">Null for the gateway's own.</param>
/// <param name="IsFresh">What has arrived is committed first.</param>
internal sealed record SqlRun(ResultFormat Format, IReadOnlyList<JsonElement> Parameters, TimeSpan? Timeout, long? RowsMax, bool IsWide, string? Engine, bool IsFresh)
{
    /// <summary>A table is read by somebody, and is in memory before its columns are as wide as they have to be.</summary>
    public const long TableRowsMax = 1_000;

    /// <summary>The body of <c>POST /sql</c>.</summary>
    public JsonElement ToBody(string sql, bool isAsync)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("sql", sql);
            if (Parameters.Count > 0)
            {
                json.WriteStartArray("parameters");
                foreach (var parameter in Parameters) parameter.WriteTo(json);
                json.WriteEndArray();
            }
            if (Engine is not null) json.WriteString("engine", Engine);
            if (IsFresh) json.WriteBoolean("fresh", true);
            if (Timeout is { } timeout) json.WriteNumber("timeoutSeconds", timeout.TotalSeconds);
            if ((RowsMax ?? (Format == ResultFormat.Table ? TableRowsMax : null)) is { } rows) json.WriteNumber("rowsMax", rows);
            if (isAsync) json.WriteBoolean("async", true);
            json.WriteEndObject();
        }
        return JsonElement.Parse(buffer.ToArray());
    }
}
