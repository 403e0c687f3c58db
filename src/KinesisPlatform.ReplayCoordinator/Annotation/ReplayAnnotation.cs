using System.Buffers;
using System.Text;
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
///   "overwrite":true,                              only where the job overwrites: a payload's own member of this name says nothing
///   "added":   ["overwrite"],                      the root members that the job added, for a consumer to take out again; absent where there is none
///   "encoding":"base64"                            only where the payload is in an envelope: it is the root member "data", in base64, or, where it is a JSON object
///                                                  that the job wraps, as it is ("json")
/// }
/// </code>
/// </summary>
internal sealed class ReplayAnnotation(string replayId, StreamName stream, AnnotationMembers members)
{
    public const string MemberName = "_replay";
    public const string DataMemberName = "data";
    public const string Base64 = "base64";
    public const string Json = "json";

    private static readonly byte[][] AddedName = ["added"u8.ToArray()];

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly List<RootMember> _found = [];

    public AnnotationMembers Members => members;

    /// <returns>The member's value as JSON text; valid until the next call.</returns>
    public ReadOnlySpan<byte> Write(in StreamRecord record, SequenceNumber fence, string? encoding)
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
        if (members.Overwrites) writer.WriteBoolean("overwrite"u8, true);
        WriteAdded(writer, members.Names);
        if (encoding is not null) writer.WriteString("encoding"u8, encoding);
        writer.WriteEndObject();
        writer.Flush();
        return _buffer.WrittenSpan;
    }

    /// <summary>The annotation of a record that is replayed again: it keeps its version, and lists this job's members besides those of earlier ones.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlySpan<byte> WriteAgain(ReadOnlySpan<byte> value)
    {
        if (members.Names.Count == 0 || !JsonObjectText.TryRead(value, AddedName, _found, out var open)) return value;
        _buffer.ResetWrittenCount();
        _buffer.Write("{"u8);
        foreach (var member in _found)
        {
            if (member.NameIndex >= 0) continue;
            if (_buffer.WrittenCount > 1) _buffer.Write(","u8);
            _buffer.Write(value[member.Start..member.End]);
        }
        _buffer.Write(",\"added\":"u8);
        using var writer = new Utf8JsonWriter(_buffer);
        WriteNames(writer, [.. AddedBefore(value).Select(name => Encoding.UTF8.GetBytes(name)).UnionBy(members.Names, Encoding.UTF8.GetString)]);
        writer.Flush();
        _buffer.Write("}"u8);
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

    // The root members that earlier jobs added.
    private static List<string> AddedBefore(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value, new JsonReaderOptions { MaxDepth = JsonObjectText.DepthMax });
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return document.RootElement.TryGetProperty("added"u8, out var added) && added.ValueKind == JsonValueKind.Array
                ? [.. added.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
                : [];
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON, but no text: no replay wrote it.
            return [];
        }
    }

    private static void WriteSequenceNumber(Utf8JsonWriter writer, ReadOnlySpan<byte> name, SequenceNumber value)
    {
        Span<byte> digits = stackalloc byte[SequenceNumber.DigitsMax];
        value.TryFormat(digits, out var length, default, null);
        writer.WriteString(name, digits[..length]);
    }

    private static void WriteAdded(Utf8JsonWriter writer, IReadOnlyList<byte[]> names)
    {
        if (names.Count == 0) return;
        writer.WritePropertyName("added"u8);
        WriteNames(writer, names);
    }

    private static void WriteNames(Utf8JsonWriter writer, IReadOnlyList<byte[]> names)
    {
        writer.WriteStartArray();
        foreach (var name in names) writer.WriteStringValue(name);
        writer.WriteEndArray();
    }

    private static void WriteTime(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[24];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        writer.WriteString(name, text[..length]);
    }
}
