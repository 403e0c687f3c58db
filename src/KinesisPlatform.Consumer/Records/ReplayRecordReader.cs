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
    private const int Replay = 0, Data = 1, Overwrite = 2;

    private readonly ReplayReaderOptions _options;
    private readonly byte[][] _names;

    public ReplayRecordReader(ReplayReaderOptions options)
    {
        string?[] names = ["_replay", "data", options.OverwriteMemberName, .. options.AddedMemberNames];
        ArgumentException.ThrowIfNullOrEmpty(options.Stream);
        if (names.Skip(2).Any(name => name is "" or "_replay" or "data"))
            throw new ArgumentException("A replay cannot add members without a name or named _replay or data.", nameof(options));
        _options = options;
        // No JSON text equals a name of invalid UTF-8: the place of Overwrite stays taken without it.
        _names = [.. names.Select(name => name is null ? [0xff] : Encoding.UTF8.GetBytes(name))];
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
        var isObject = RootMembers.TryRead(data.Span, _names, members);
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
        if (!TryReadOverwrite(data, members, out var isOverwrite)) return $"has a root member {_options.OverwriteMemberName} that is there twice or neither true nor false";
        if (Payload(data, members, annotation.IsWrapped) is not { } payload) return "is a wrapped replay without exactly one root member data in base64";
        record = new(annotation.Original, new(annotation.ReplayId, annotation.ArrivedAt, annotation.Fence, isOverwrite), payload, data);
        return null;
    }

    private string? FaultOfStream(RecordIdentity original) => original.Stream == _options.Stream ? null
        : $"is originally of another stream than {_options.Stream}, with whose records it cannot be compared";

    private static bool TryReadOverwrite(ReadOnlyMemory<byte> data, List<RootMember> members, out bool isOverwrite)
    {
        isOverwrite = false;
        if (Count(members, Overwrite) == 0) return true;
        var member = members.Find(m => m.NameIndex == Overwrite);
        var value = data.Span[member.ValueStart..member.ValueEnd];
        isOverwrite = value.SequenceEqual("true"u8);
        return Count(members, Overwrite) == 1 && (isOverwrite || value.SequenceEqual("false"u8));
    }

    private static ReadOnlyMemory<byte>? Payload(ReadOnlyMemory<byte> data, List<RootMember> members, bool isWrapped)
    {
        if (!isWrapped) return WithoutAdded(data, members);
        if (Count(members, Data) != 1) return null;
        var member = members.Find(m => m.NameIndex == Data);
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
    private static ReadOnlyMemory<byte> WithoutAdded(ReadOnlyMemory<byte> data, List<RootMember> members)
    {
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
    }

    private static bool IsAdded(RootMember member) => member.NameIndex is Replay or >= Overwrite;

    private static int Count(List<RootMember> members, int nameIndex)
    {
        var count = 0;
        foreach (var member in members)
            if (member.NameIndex == nameIndex) count++;
        return count;
    }
}
