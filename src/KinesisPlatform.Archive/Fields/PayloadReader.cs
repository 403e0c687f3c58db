using System.Text.Json;
using System.Text.Unicode;
using KinesisPlatform.DuckDb.ScalarFunctions;

namespace KinesisPlatform.Archive.Fields;

/// <summary>
/// Reads typed fields out of payloads. A field is NULL where the payload has no such member, the member is null, or its value is <c>{}</c> or needs another type than the field's.
/// A struct, <c>fields</c> itself included, is NULL where none of its fields has a value: so too in payloads that are no JSON object or not UTF-8.
/// Of members of one name the last counts. For one thread.
/// </summary>
public sealed class PayloadReader
{
    // Deeper payloads count as no JSON.
    private static readonly JsonReaderOptions Json = new() { MaxDepth = 64 };

    private readonly PayloadNode _root;
    private byte[] _text = [];

    public PayloadReader(PayloadFields fields) : this(PayloadNode.Of(fields)) { }

    internal PayloadReader(PayloadNode root) => _root = root;

    /// <param name="result">Of the fields' type (<see cref="PayloadFields.DuckDbType"/>); the row is NULL.</param>
    public void Read(ReadOnlySpan<byte> payload, ResultVector result, int row)
    {
        if (!IsObject(payload)) return;
        var reader = new Utf8JsonReader(payload, Json);
        try
        {
            reader.Read();
            ReadObject(ref reader, payload, _root, result, row);
            // Something after the object's end makes the payload no JSON.
            while (reader.Read()) { }
        }
        catch (JsonException)
        {
            result.SetNull(row);
        }
    }

    /// <summary>Whether a payload may be a JSON object at all: most that are not are told without an exception.</summary>
    internal static bool IsObject(ReadOnlySpan<byte> payload)
    {
        var start = payload.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && payload[start] == '{' && Utf8.IsValid(payload);
    }

    private void ReadObject(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, PayloadNode node, ResultVector result, int row)
    {
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = node.Find(ref reader, ref next);
            reader.Read();
            if (index < 0) reader.Skip();
            else ReadValue(ref reader, payload, node.Members[index], result.Children[index], row);
        }
        foreach (var child in result.Children)
        {
            if (child.IsNull(row)) continue;
            result.SetPresent(row);
            return;
        }
    }

    private void ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, PayloadNode node, ResultVector result, int row)
    {
        if (!result.IsNull(row)) result.SetNull(row);
        switch (node.Type)
        {
            case PayloadFieldType.Struct when reader.TokenType == JsonTokenType.StartObject:
                ReadObject(ref reader, payload, node, result, row);
                return;
            case PayloadFieldType.Text:
                ReadText(ref reader, payload, result, row);
                return;
            case PayloadFieldType.Boolean when reader.TokenType is JsonTokenType.True or JsonTokenType.False:
                result.Set(row, reader.TokenType == JsonTokenType.True);
                return;
            case PayloadFieldType.Whole when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var integer):
                result.Set(row, integer);
                return;
            case PayloadFieldType.Number when reader.TokenType == JsonTokenType.Number && PayloadValue.TypeOf(ref reader) is PayloadFieldType.Whole or PayloadFieldType.Number:
                result.Set(row, reader.GetDouble());
                return;
            default:
                reader.Skip();
                return;
        }
    }

    private void ReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, ResultVector result, int row)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return;
            case JsonTokenType.String when reader.ValueIsEscaped:
                ReadEscaped(ref reader, result, row);
                return;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                ReadContainer(ref reader, payload, result, row);
                return;
            default:
                result.SetBytes(row, reader.ValueSpan);
                return;
        }
    }

    private static void ReadContainer(ref Utf8JsonReader reader, ReadOnlySpan<byte> payload, ResultVector result, int row)
    {
        var (start, depth) = ((int)reader.TokenStartIndex, reader.CurrentDepth);
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth) return;
        while (reader.CurrentDepth > depth) reader.Read();
        result.SetBytes(row, payload[start..(int)reader.BytesConsumed]);
    }

    private void ReadEscaped(ref Utf8JsonReader reader, ResultVector result, int row)
    {
        if (_text.Length < reader.ValueSpan.Length) _text = new byte[Math.Max(256, reader.ValueSpan.Length)];
        try
        {
            result.SetBytes(row, _text.AsSpan(0, reader.CopyString(_text)));
        }
        catch (InvalidOperationException)
        {
            // "\ud800" alone is JSON, but no text that UTF-8 could hold.
        }
    }
}
