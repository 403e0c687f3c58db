namespace KinesisPlatform.Consumer.Records;

/// <summary>A record as it was first put into the stream, whether it came live or by a replay. Made by <see cref="ReplayRecordReader"/>.</summary>
public sealed class ReplayRecord
{
    internal ReplayRecord(RecordIdentity original, ReplayOrigin? replay, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> data)
    {
        (Original, Replay, Payload, Data) = (original, replay, payload, data);
        Version = replay is { IsOverwrite: true, Fence: { } fence }
            ? RecordVersion.OfOverwrite(fence, replay.ReplayId, original.SequenceNumber, original.SubSequenceNumber)
            : RecordVersion.OfOriginal(original.SequenceNumber, original.SubSequenceNumber);
    }

    /// <summary>Of a live record its own identity, of a replayed one its original's.</summary>
    public RecordIdentity Original { get; }

    /// <summary>Null for a live record.</summary>
    public ReplayOrigin? Replay { get; }

    /// <summary>What decides between this record and others of its key.</summary>
    public RecordVersion Version { get; }

    /// <summary>
    /// The original's payload. Exact, with two exceptions for JSON objects that were replayed: white space before the object is gone, and so are the
    /// original's members with the name of a member that the replay added. A slice of <see cref="Data"/> where that is possible.
    /// </summary>
    public ReadOnlyMemory<byte> Payload { get; }

    /// <summary>The record's data as it was received, with the annotation and the replay's own members.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Whether the payload is empty or JSON's <c>null</c>: the key is deleted.</summary>
    public bool IsTombstone => Payload.Span.Trim(" \t\r\n"u8) is [] or [(byte)'n', (byte)'u', (byte)'l', (byte)'l'];
}
