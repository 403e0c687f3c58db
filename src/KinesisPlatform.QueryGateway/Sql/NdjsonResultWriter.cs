using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>One JSON object per row and line, its members the columns. Columns of the same name are told apart as <c>name</c>, <c>name_1</c>, ...</summary>
internal sealed class NdjsonResultWriter(PipeWriter body, IReadOnlyList<QueryColumn> columns, ValueStyle style) : IResultWriter
{
    private readonly Utf8JsonWriter _json = new(body, JsonResultWriter.Options);
    private readonly string[] _names = Distinct(columns);

    public void Begin() { }

    public void Write(IReadOnlyList<object?[]> rows)
    {
        foreach (var row in rows)
        {
            _json.WriteStartObject();
            for (var i = 0; i < row.Length; i++)
            {
                _json.WritePropertyName(_names[i]);
                JsonValue.Write(_json, row[i], style);
            }
            _json.WriteEndObject();
            EndLine();
        }
    }

    public void End(ResultEnd end) { }

    public void Fail(string reason)
    {
        _json.WriteStartObject();
        _json.WriteString("error", reason);
        _json.WriteEndObject();
        EndLine();
    }

    public void Dispose() => _json.Dispose();

    private static string[] Distinct(IReadOnlyList<QueryColumn> columns)
    {
        var names = new List<string>();
        foreach (var column in columns)
        {
            var name = column.Name;
            for (var i = 1; names.Contains(name); i++) name = $"{column.Name}_{i}";
            names.Add(name);
        }
        return [.. names];
    }

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        body.Write("\n"u8);
    }
}
