using System.Text.Encodings.Web;
using System.Text.Json;

namespace KinesisPlatform.Cli.Sql;

/// <summary>A result of any number of pages as one JSON document, written as the pages come.</summary>
internal sealed class ResultDocument : IDisposable
{
    private readonly Utf8JsonWriter _json;
    private readonly Stream _output;
    private bool _isBegun;

    public ResultDocument(Stream output)
    {
        _output = output;
        _json = new(output, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    public void Add(ResultPage page)
    {
        if (!_isBegun) Begin(page.Columns);
        foreach (var row in page.Rows) row.WriteTo(_json);
        if (page.Next is null)
        {
            _json.WriteEndArray();
            if (page.Stats is { } stats)
            {
                _json.WritePropertyName("stats");
                stats.WriteTo(_json);
            }
            _json.WriteEndObject();
        }
        _json.Flush();
        if (page.Next is null) _output.Write("\n"u8);
    }

    public void Dispose() => _json.Dispose();

    private void Begin(IReadOnlyList<ResultColumn> columns)
    {
        _isBegun = true;
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
    }
}
