using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>RFC 4180 with a header line. NULL is nothing, an empty text is <c>""</c>; lists, structs and maps are JSON, everything else as in JSON without quotes.</summary>
internal sealed class CsvResultWriter(PipeWriter body, IReadOnlyList<QueryColumn> columns, ValueStyle style) : IResultWriter
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    private readonly StringBuilder _line = new();

    public void Begin() => WriteLine(columns.Select(column => (string?)column.Name));

    public void Write(IReadOnlyList<object?[]> rows)
    {
        foreach (var row in rows) WriteLine(row.Select(Text));
    }

    public void End(ResultEnd end) { }

    // CSV has no place for it: the answer breaks off.
    public void Fail(string reason) { }

    public void Dispose() { }

    private string? Text(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag ? "true" : "false",
        byte[] blob => Convert.ToBase64String(blob),
        object?[] or QueryStruct or QueryMap => Json(value),
        _ => JsonValue.Text(value),
    };

    private string Json(object value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, JsonResultWriter.Options)) JsonValue.Write(json, value, style);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteLine(IEnumerable<string?> fields)
    {
        _line.Clear();
        var isFirst = true;
        foreach (var field in fields)
        {
            if (!isFirst) _line.Append(',');
            isFirst = false;
            if (field is null) continue;
            if (field.Length > 0 && field.AsSpan().IndexOfAny(Quoted) < 0) _line.Append(field);
            else _line.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        _line.Append("\r\n");
        foreach (var chunk in _line.GetChunks()) Encoding.UTF8.GetBytes(chunk.Span, body);
    }
}
