using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KinesisPlatform.ReplayCoordinator.Plans;

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
///   "sub":     1,                                  and place within an aggregated record; absent where it is 0
///   "arrived": "2026-01-01T11:59:58.123Z",         when the original arrived
///   "fence":   "4962…",                            only where the job overwrites: the archive's last sequence number, when the job was planned, of the shard that holds the key:
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

    private static readonly byte[][] AddedName = ["added"u8.ToArray()];

    private const int TimeCharacters = 24;

    private readonly ArrayBufferWriter<byte> _buffer = new(512);
    private readonly List<RootMember> _found = [];
    private readonly byte[] _head = Encoding.UTF8.GetBytes($$"""{"id":"{{JsonEncodedText.Encode(replayId)}}","stream":"{{JsonEncodedText.Encode(stream.Value)}}","shard":""" + "\"");
    private readonly byte[] _tail = Encoding.UTF8.GetBytes((members.Overwrites ? ",\"overwrite\":true" : "") + (members.Names.Count == 0 ? "" : $",\"added\":{Array(members.Names)}"));
    private ShardId _shard;
    private byte[] _shardText = [];

    public AnnotationMembers Members => members;

    /// <param name="fences">Asked where the job overwrites.</param>
    /// <returns>The member's value as JSON text; valid until the next call.</returns>
    public ReadOnlySpan<byte> Write(in StreamRecord record, FenceMap fences, ReadOnlySpan<byte> encoding)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write(_head);
        _buffer.Write(TextOf(record.ShardId));
        _buffer.Write("\",\"seq\":\""u8);
        Write(record.SequenceNumber);
        _buffer.Write("\""u8);
        if (record.SubSequenceNumber != 0)
        {
            _buffer.Write(",\"sub\":"u8);
            record.SubSequenceNumber.TryFormat(_buffer.GetSpan(11), out var length, default, CultureInfo.InvariantCulture);
            _buffer.Advance(length);
        }
        _buffer.Write(",\"arrived\":\""u8);
        Write(record.ArrivedAt.UtcDateTime);
        if (members.Overwrites)
        {
            _buffer.Write("\",\"fence\":\""u8);
            Write(fences.Find(record));
        }
        _buffer.Write("\""u8);
        _buffer.Write(_tail);
        if (!encoding.IsEmpty)
        {
            _buffer.Write(",\"encoding\":\""u8);
            _buffer.Write(encoding);
            _buffer.Write("\""u8);
        }
        _buffer.Write("}"u8);
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
        _buffer.Write(Encoding.UTF8.GetBytes(Array([.. AddedBefore(value).Select(name => Encoding.UTF8.GetBytes(name)).UnionBy(members.Names, Encoding.UTF8.GetString)])));
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

    private static string Array(IEnumerable<byte[]> names) => $"[{string.Join(',', names.Select(name => $"\"{JsonEncodedText.Encode(name)}\""))}]";

    private byte[] TextOf(ShardId shard)
    {
        if (shard != _shard) (_shard, _shardText) = (shard, Encoding.UTF8.GetBytes(JsonEncodedText.Encode(shard.Value).ToString()));
        return _shardText;
    }

    private void Write(SequenceNumber value)
    {
        value.TryFormat(_buffer.GetSpan(SequenceNumber.DigitsMax), out var length, default, null);
        _buffer.Advance(length);
    }

    // 2026-01-01T11:59:58.123Z, a record at a time: a format string would be read each time.
    private void Write(DateTime time)
    {
        var text = _buffer.GetSpan(TimeCharacters);
        "0000-00-00T00:00:00.000Z"u8.CopyTo(text);
        Write(text[..4], time.Year);
        Write(text[5..7], time.Month);
        Write(text[8..10], time.Day);
        Write(text[11..13], time.Hour);
        Write(text[14..16], time.Minute);
        Write(text[17..19], time.Second);
        Write(text[20..23], time.Millisecond);
        _buffer.Advance(TimeCharacters);
    }

    private static void Write(Span<byte> digits, int value)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value /= 10) digits[i] = (byte)('0' + value % 10);
    }
}
