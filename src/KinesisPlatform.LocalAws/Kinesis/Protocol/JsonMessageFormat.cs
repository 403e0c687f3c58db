using System.Buffers;
using System.Text.Json;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>AWS JSON 1.1.</summary>
internal sealed class JsonMessageFormat : IMessageFormat
{
    public string ContentType => "application/x-amz-json-1.1";

    public Message Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw KinesisException.Serialization("The body is not a JSON object.");
            var message = ReadMap(ref reader, body);
            return reader.Read() ? throw KinesisException.Serialization("The body goes on after its JSON object.") : message;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw KinesisException.Serialization("The body is not well-formed JSON.");
        }
    }

    public MessageWriter Writer(IBufferWriter<byte> output) => new JsonMessageWriter(output);

    private static Message ReadMap(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var message = new Message();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Slice(ref reader, body);
            reader.Read();
            message.Add(name, ReadValue(ref reader, body));
        }
        return message;
    }

    private static List<MessageValue> ReadList(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        var items = new List<MessageValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(ReadValue(ref reader, body));
        return items;
    }

    private static MessageValue ReadValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body) => reader.TokenType switch
    {
        JsonTokenType.String => MessageValue.OfText(Slice(ref reader, body)),
        JsonTokenType.Number => MessageValue.OfNumber(reader.GetDouble()),
        JsonTokenType.True => MessageValue.OfBoolean(true),
        JsonTokenType.False => MessageValue.OfBoolean(false),
        JsonTokenType.StartArray => MessageValue.OfList(ReadList(ref reader, body)),
        JsonTokenType.StartObject => MessageValue.OfMap(ReadMap(ref reader, body)),
        _ => default,
    };

    private static ReadOnlyMemory<byte> Slice(ref Utf8JsonReader reader, ReadOnlyMemory<byte> body)
    {
        // The token begins at its quotation mark.
        if (!reader.ValueIsEscaped) return body.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        var unescaped = new byte[reader.ValueSpan.Length];
        return unescaped.AsMemory(0, reader.CopyString(unescaped));
    }
}
