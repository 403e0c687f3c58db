using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>
/// <c>{"columns":[{"name","type"}],"rows":[[...]],"page":{...},"next":"/queries/...","stats":{...}}</c>: next is null, and stats are there, where the result ends;
/// <c>"error"</c> in place of all that follows the rows where the answer broke off.
/// </summary>
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

    public void End(ResultEnd end)
    {
        _json.WriteEndArray();
        if (end.Page is { } page)
        {
            _json.WriteStartObject("page");
            _json.WriteNumber("number", page.Number);
            _json.WriteNumber("firstRow", page.FirstRow);
            _json.WriteNumber("rowCount", page.RowCount);
            _json.WriteEndObject();
        }
        _json.WriteString("next", end.Next);
        if (end.Stats is { } stats)
        {
            _json.WritePropertyName("stats");
            StatsView.Write(_json, end.Id, stats);
        }
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
