using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>
/// Reads an answer of Drill's piece by piece, as it comes:
/// <c>{"queryId":"21504178-…","columns":["a"],"metadata":["BIGINT"],"attemptedAutoLimit":0,"rows":[{"a":1}],"queryState":"COMPLETED"}</c>, or, of a statement that fails at once,
/// <c>{"queryId":"…","exception":"…","errorMessage":"…","stackTrace":[…],"queryState":"FAILED"}</c>. One that fails later ends with FAILED and says nothing more.
/// </summary>
internal sealed class DrillAnswer(Stream body, DrillOptions options)
{
    private const string Rows = "rows";

    private const int BufferBytes = 64 << 10;

    private readonly PipeReader _pipe = PipeReader.Create(body, new(bufferSize: BufferBytes));
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 1000 });
    private long _bytes, _parsedFrom;
    private bool _isInRows, _isEnded;

    public Dictionary<string, JsonElement> Members { get; } = [];

    /// <returns>The members in front of the rows, or all where there are none.</returns>
    /// <exception cref="IOException">It breaks off.</exception>
    public async Task ReadHeadAsync(CancellationToken cancellationToken)
    {
        if (!_isInRows && !_isEnded) await ReadAsync(rows: null, cancellationToken);
    }

    /// <returns>Null at the end.</returns>
    /// <exception cref="IOException">It breaks off.</exception>
    public async Task<IReadOnlyList<JsonElement>?> ReadRowsAsync(CancellationToken cancellationToken)
    {
        var rows = new List<JsonElement>();
        while (!_isEnded && rows.Count == 0) await ReadAsync(rows, cancellationToken);
        return rows.Count > 0 ? rows : null;
    }

    /// <summary>Reads on until rows are there, or the rows' begin, or the end.</summary>
    private async Task ReadAsync(List<JsonElement>? rows, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await _pipe.ReadAsync(cancellationToken);
            if (read.Buffer.Length < _parsedFrom && !read.IsCompleted)
            {
                _pipe.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            var (consumed, isDone) = Parse(read.Buffer, read.IsCompleted, rows);
            _bytes += read.Buffer.Slice(0, consumed).Length;
            var left = read.Buffer.Slice(consumed).Length;
            // What is left behind the rows' begin has not been looked at.
            _pipe.AdvanceTo(consumed, isDone ? consumed : read.Buffer.End);
            if (left > options.RowBytesMax) throw new PlatformException(FailureKind.Invalid, $"A row of Drill's answer has more than {options.RowBytesMax} bytes. Select less of wide columns, or raise {EnginesOptions.SectionName}:Drill:RowBytesMax.");
            if (_bytes > options.AnswerBytesMax) throw new PlatformException(FailureKind.Invalid, $"Drill's answer has more than {options.AnswerBytesMax} bytes, and it has no pages. Select less, or raise {EnginesOptions.SectionName}:Drill:AnswerBytesMax.");
            // Parsing begins anew with every attempt: a large row is tried again when there is twice as much of it, or too much, not with every piece. A small one is, so that it is not held up.
            _parsedFrom = isDone || left < BufferBytes ? 0 : Math.Min(2 * left, options.RowBytesMax + 1L);
            if (isDone) return;
            if (read.IsCompleted) throw new IOException("Drill's answer breaks off.");
        }
    }

    private (SequencePosition Consumed, bool IsDone) Parse(ReadOnlySequence<byte> buffer, bool isFinal, List<JsonElement>? rows)
    {
        var reader = new Utf8JsonReader(buffer, isFinal, _state);
        var (consumed, isDone) = (reader.Position, false);
        try
        {
            while (!isDone && Step(ref reader, rows, out isDone)) (consumed, _state) = (reader.Position, reader.CurrentState);
        }
        catch (JsonException exception)
        {
            throw new IOException("Drill's answer is not the JSON that its answers are, or breaks off.", exception);
        }
        // What there is of rows is handed on before more is waited for.
        return (consumed, isDone || rows is { Count: > 0 });
    }

    // One member, or one row. False: there is not all of it yet.
    private bool Step(ref Utf8JsonReader reader, List<JsonElement>? rows, out bool isDone)
    {
        isDone = false;
        if (!reader.Read()) return false;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject when reader.CurrentDepth == 0: return true;
            case JsonTokenType.EndObject: return _isEnded = isDone = true;
            case JsonTokenType.EndArray when _isInRows:
                _isInRows = false;
                return true;
            case JsonTokenType.PropertyName when reader.CurrentDepth == 1:
                var name = reader.GetString()!;
                if (name == Rows)
                {
                    if (!reader.Read()) return false;
                    if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("rows are no array");
                    return _isInRows = isDone = true;
                }
                if (!JsonDocument.TryParseValue(ref reader, out var member)) return false;
                using (member) Members[name] = member.RootElement.Clone();
                return true;
            case JsonTokenType.StartObject when _isInRows && rows is not null:
                if (!JsonDocument.TryParseValue(ref reader, out var row)) return false;
                using (row) rows.Add(row.RootElement.Clone());
                return true;
            default: throw new JsonException($"an unexpected {reader.TokenType}");
        }
    }
}
