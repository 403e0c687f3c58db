using System.Numerics;
using System.Runtime.CompilerServices;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Buffering;

/// <summary>How much a batch is, and how much memory it and the next one take.</summary>
internal static class BatchSize
{
    /// <summary>The memory of what GetRecords brings at most: 10 MiB of payload and 10,000 records, with keys and numbers, in arrays of powers of two.</summary>
    public const long MemoryBytesMax = 18 << 20;

    // A record's key, sequence number and bookkeeping weigh too: without this, a million empty records would never fill a buffer.
    private const int RecordOverheadBytes = 128;
    // Around a record's data and key in an answer of Kinesis, in CBOR: member names, sequence number, times.
    private const int EncodedOverheadBytes = 130;
    private const long MemoryBytesMin = 64 << 10;
    // What Kinesis lets into a shard in a second.
    private const long BytesPerSecond = 1 << 20;

    /// <summary>As a buffer's limit counts it: payload and keys, and something for each record.</summary>
    public static long BufferedBytes(ShardBatch batch) => ContentBytes(batch) + (long)batch.Records.Count * RecordOverheadBytes;

    /// <summary>What the process holds for it: the answer it lies in and the list of its records, both in arrays of a pool, whose lengths are powers of two.</summary>
    public static long MemoryBytes(ShardBatch batch)
    {
        var count = (long)batch.Records.Count;
        return count == 0 ? 0 : (long)BitOperations.RoundUpToPowerOf2((ulong)(ContentBytes(batch) + count * EncodedOverheadBytes)) + (long)BitOperations.RoundUpToPowerOf2((ulong)count) * Unsafe.SizeOf<StreamRecord>();
    }

    /// <param name="lastBytes">Memory that the last read took; null before the first, which may take all that a read can.</param>
    public static long ExpectMemory(long? lastBytes, TimeSpan sinceLast) =>
        lastBytes is { } last ? Math.Clamp(Math.Max(last, (long)(sinceLast.TotalSeconds * BytesPerSecond)), MemoryBytesMin, MemoryBytesMax) : MemoryBytesMax;

    private static long ContentBytes(ShardBatch batch)
    {
        var bytes = 0L;
        for (var i = 0; i < batch.Records.Count; i++) bytes += batch.Records[i].Data.Length + batch.Records[i].PartitionKey.Length;
        return bytes;
    }
}
