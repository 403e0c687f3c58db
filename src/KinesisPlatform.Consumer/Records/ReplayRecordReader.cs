using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace KinesisPlatform.Consumer.Records;

/// <summary>
/// Tells live from replayed records and reads both. Anything that is not a JSON object with a root member <c>_replay</c> is live. Expand KPL aggregates first.
/// Safe for concurrent callers.
/// </summary>
public sealed class ReplayRecordReader
{
    private const int Replay = 0, Data = 1;

    private static readonly byte[][] Names = ["_replay"u8.ToArray(), "data"u8.ToArray()];

    private readonly string _stream;

    /// <param name="stream">
    /// The stream whose records are merged. Sequence numbers, and so versions, are comparable within one stream only: originals of any other stream are
    /// refused. A consumer of a stream that holds nothing but replays of another names that other stream.
    /// </param>
    public ReplayRecordReader(string stream)
    {
        ArgumentException.ThrowIfNullOrEmpty(stream);
        _stream = stream;
    }

    /// <param name="received">The record's identity in the stream that it was read from.</param>
    /// <param name="data">Must not change as long as the result is used.</param>
    /// <exception cref="MalformedReplayException">The record has a root member <c>_replay</c> and is not a replay of the stream that can be understood.</exception>
    public ReplayRecord Read(RecordIdentity received, ReadOnlyMemory<byte> data) =>
        TryRead(received, data, out var record, out var fault)
            ? record
            : throw new MalformedReplayException($"Record {received.SequenceNumber}/{received.SubSequenceNumber} of {received.ShardId} of stream {received.Stream} {fault}. "
                + "Its version cannot be told: dead-letter it, do not apply it.");

    /// <inheritdoc cref="Read"/>
    /// <param name="fault">What is wrong with the record, without anything of its payload.</param>
    public bool TryRead(RecordIdentity received, ReadOnlyMemory<byte> data, [NotNullWhen(true)] out ReplayRecord? record, [NotNullWhen(false)] out string? fault)
    {
        record = null;
        var members = new List<RootMember>();
        var isObject = RootMembers.TryRead(data.Span, Names, members);
        if (Count(members, Replay) == 0)
        {
            fault = FaultOfStream(received);
            if (fault is null) record = new(received, null, data, data);
        }
        else
        {
            fault = isObject ? ReadReplay(data, members, out record) : "begins as a replay and is not one JSON object";
        }
        return fault is null;
    }

    private string? ReadReplay(ReadOnlyMemory<byte> data, List<RootMember> members, out ReplayRecord? record)
    {
        record = null;
        if (Count(members, Replay) > 1) return "has two root members _replay";
        var value = members.Find(m => m.NameIndex == Replay);
        if (Annotation.Read(data[value.ValueStart..value.ValueEnd], out var fault) is not { } annotation) return $"has a root member _replay that no replay wrote: {fault}";
        if (FaultOfStream(annotation.Original) is { } ofStream) return ofStream;
        if (Payload(data, members, annotation) is not { } payload) return "is a wrapped replay without exactly one root member data in the encoding it names";
        record = new(annotation.Original, new(annotation.ReplayId, annotation.ArrivedAt, annotation.Fence, annotation.IsOverwrite), payload, data);
        return null;
    }

    private string? FaultOfStream(RecordIdentity original) => original.Stream == _stream ? null
        : $"is originally of another stream than {_stream}, with whose records it cannot be compared";

    private static ReadOnlyMemory<byte>? Payload(ReadOnlyMemory<byte> data, List<RootMember> members, Annotation annotation)
    {
        if (!annotation.IsWrapped) return WithoutAdded(data, members, annotation.Added);
        if (Count(members, Data) != 1) return null;
        var member = members.Find(m => m.NameIndex == Data);
        if (annotation.IsJson) return data.Span[member.ValueStart] == '{' ? data[member.ValueStart..member.ValueEnd] : null;
        // A null array would become an empty payload, and the record a tombstone.
        if (Unwrap(data.Span[member.ValueStart..member.ValueEnd]) is not { } payload) return null;
        return payload;
    }

    private static byte[]? Unwrap(ReadOnlySpan<byte> value)
    {
        var reader = new Utf8JsonReader(value);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var payload) ? payload : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair is JSON, but no text.
            return null;
        }
    }

    // {"_replay":{…},"overwrite":true, "a" : 1 , "b":2 }  becomes  { "a" : 1 , "b":2 }
    private static ReadOnlyMemory<byte> WithoutAdded(ReadOnlyMemory<byte> data, List<RootMember> members, IReadOnlyList<string> added)
    {
        if (added.Count > 0)
        {
            members.Clear();
            RootMembers.TryRead(data.Span, [Names[Replay], .. added.Select(Encoding.UTF8.GetBytes)], members);
        }
        var output = new ArrayBufferWriter<byte>(data.Length);
        output.Write("{"u8);
        foreach (var member in members)
        {
            if (IsAdded(member)) continue;
            if (output.WrittenCount > 1) output.Write(","u8);
            output.Write(data.Span[member.Start..member.End]);
        }
        // What stood between the braces of an empty object stands behind the last member that was added to it.
        output.Write(data.Span[(output.WrittenCount > 1 ? members[^1].End : members[^1].ValueEnd)..]);
        return output.WrittenMemory;

        bool IsAdded(RootMember member) => member.NameIndex == Replay || (added.Count > 0 && member.NameIndex > Replay);
    }

    private static int Count(List<RootMember> members, int nameIndex)
    {
        var count = 0;
        foreach (var member in members)
            if (member.NameIndex == nameIndex) count++;
        return count;
    }
}
