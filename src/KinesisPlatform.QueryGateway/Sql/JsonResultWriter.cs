using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary><c>{"columns":[{"name","type"}],"rows":[[...]],"stats":{...}}</c>; <c>"error"</c> in place of <c>"stats"</c> where the result broke off.</summary>
internal sealed class JsonResultWriter(PipeWriter body, IReadOnlyList<QueryColumn> columns, ValueStyle style) : IResultWriter
{
    /// <summary>The answer is JSON and never HTML: quotes and letters need no escapes that only HTML does.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly Utf8JsonWriter _json = new(body, Options);

    public void Begin()
    {
        _json.WriteStartObject();
        _json.WriteStartArray("columns");
        foreach (var column in columns)
        {
            _json.WriteStartObject();
            _json.WriteString("name", column.Name);
            _json.WriteString("type", column.Type);
            _json.WriteEndObject();
        }
        _json.WriteEndArray();
        _json.WriteStartArray("rows");
        _json.Flush();
    }

    public void Write(IReadOnlyList<object?[]> rows)
    {
        foreach (var row in rows)
        {
            _json.WriteStartArray();
            foreach (var value in row) JsonValue.Write(_json, value, style);
            _json.WriteEndArray();
        }
        _json.Flush();
    }

    public void End(QueryStats stats)
    {
        _json.WriteEndArray();
        _json.WritePropertyName("stats");
        StatsJson.Write(_json, stats);
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    public void Fail(string reason)
    {
        _json.WriteEndArray();
        _json.WriteString("error", reason);
        _json.WriteEndObject();
        _json.Flush();
    }
}
