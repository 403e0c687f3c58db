using System.Buffers;
using System.Text.Json;

namespace KinesisPlatform.ReplayCoordinator.Annotation;

/// <summary>
/// The root member <c>_replay</c> of every replayed record: which record of which archive it is, put there by which job. Member names are short because
/// every record carries them:
/// <code>
/// "_replay": {
///   "id":      "20260101T120000000Z-5f3a9c",      the job; ids order as the jobs were requested
///   "stream":  "flights",                          the original's identity: stream,
///   "shard":   "shardId-000000000001",             shard,
///   "seq":     "4961…",                            sequence number (text: more digits than a JSON number keeps)
///   "sub":     0,                                  and place within an aggregated record
///   "arrived": "2026-01-01T11:59:58.123Z",         when the original arrived
///   "fence":   "4962…",                            the archive's last sequence number, when the job was planned, of the shard that holds the key:
///                                                  an overwriting replay beats what is not after it and loses to every record after it
///   "encoding":"base64"                            only where the payload was not a JSON object: it is the root member "data" in this encoding
/// }
/// </code>
/// </summary>
internal sealed class ReplayAnnotation(string replayId, StreamName stream)
{
    public const string MemberName = "_replay";
    public const string DataMemberName = "data";

    private readonly ArrayBufferWriter<byte> _buffer = new(512);

    /// <returns>The member's value as JSON text; valid until the next call.</returns>
    public ReadOnlySpan<byte> Write(in StreamRecord record, SequenceNumber fence, bool isWrapped)
    {
        _buffer.ResetWrittenCount();
        using var writer = new Utf8JsonWriter(_buffer);
        writer.WriteStartObject();
        writer.WriteString("id"u8, replayId);
        writer.WriteString("stream"u8, stream.Value);
        writer.WriteString("shard"u8, record.ShardId.Value);
        WriteSequenceNumber(writer, "seq"u8, record.SequenceNumber);
        writer.WriteNumber("sub"u8, record.SubSequenceNumber);
        WriteTime(writer, "arrived"u8, record.ArrivedAt);
        WriteSequenceNumber(writer, "fence"u8, fence);
        if (isWrapped) writer.WriteString("encoding"u8, "base64"u8);
        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>Whether a payload's root member <c>_replay</c> is one that a replay wrote.</summary>
    public static bool IsAnnotation(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = JsonObjectText.DepthMax });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        bool id = false, seq = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            var isSeq = reader.ValueTextEquals("seq"u8);
            reader.Read();
            id |= isId && reader.TokenType == JsonTokenType.String;
            seq |= isSeq && reader.TokenType == JsonTokenType.String;
            reader.Skip();
        }
        return id && seq;
    }

    private static void WriteSequenceNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, SequenceNumber value)
    {
        Span<byte> digits = stackalloc byte[SequenceNumber.DigitsMax];
        value.TryFormat(digits, out var length, default, null);
        writer.WriteString(name, digits[..length]);
    }

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[24];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }
}
