using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Buffering;

/// <summary>How much memory a batch takes, and how much the next one may.</summary>
internal static class BatchSize
{
    /// <summary>What GetRecords brings at most, and a little for the keys around it.</summary>
    public const long BytesMax = 11 << 20;

    // A record's key, sequence number and bookkeeping weigh too: without this, a million empty records would never fill a buffer.
    private const int RecordOverheadBytes = 128;
    private const long BytesMin = 64 << 10;
    // What Kinesis lets into a shard in a second.
    private const long BytesPerSecond = 1 << 20;

    public static long Of(ShardBatch batch)
    {
        var bytes = 0L;
        for (var i = 0; i < batch.Records.Count; i++) bytes += batch.Records[i].Data.Length + batch.Records[i].PartitionKey.Length + RecordOverheadBytes;
        return bytes;
    }

    /// <param name="lastBytes">What the last read brought; null before the first, which may bring all that a read can.</param>
    public static long Expect(long? lastBytes, TimeSpan sinceLast) =>
        lastBytes is { } last ? Math.Clamp(Math.Max(last + last / 4, (long)(sinceLast.TotalSeconds * BytesPerSecond)), BytesMin, BytesMax) : BytesMax;
}
