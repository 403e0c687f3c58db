using Amazon.Kinesis.Model;

namespace KinesisPlatform.Aws.Records;

/// <summary>
/// One decoded GetRecords answer. Its records are slices of the answer, which lies in memory of a pool until <see cref="Dispose"/>; using them
/// afterwards throws. A batch that is never disposed costs the pool its memory and nothing else.
/// </summary>
/// <param name="memory">What the records' slices lie in; null where nothing is pooled.</param>
public sealed class RecordBatch(
    IReadOnlyList<KinesisRecord> records, string? nextShardIterator, TimeSpan? behindLatest, IReadOnlyList<ChildShard> childShards, IDisposable? memory = null) : IDisposable
{
    private IDisposable? _memory = memory;

    public IReadOnlyList<KinesisRecord> Records { get; } = records;

    /// <summary>Null at the end of a closed shard.</summary>
    public string? NextShardIterator { get; } = nextShardIterator;

    /// <summary>How far the answer is behind the shard's tip; null where the service did not say.</summary>
    public TimeSpan? BehindLatest { get; } = behindLatest;

    /// <summary>Only at the end of a closed shard, and not from every emulator; empty otherwise.</summary>
    public IReadOnlyList<ChildShard> ChildShards { get; } = childShards;

    /// <summary>Data and keys of all records: what counts against a shard's limits.</summary>
    public long PayloadBytes
    {
        get
        {
            var bytes = 0L;
            if (Records is PooledList<KinesisRecord> pooled)
            {
                foreach (ref readonly var record in pooled.Span) bytes += record.Data.Length + record.PartitionKey.Length;
                return bytes;
            }
            foreach (var record in Records) bytes += record.Data.Length + record.PartitionKey.Length;
            return bytes;
        }
    }

    /// <summary>Hands what the records' slices lie in to the caller, for slices that outlive this batch: the rest of the batch may then be disposed.</summary>
    public IDisposable? TakeMemory() => Interlocked.Exchange(ref _memory, null);

    /// <summary>Harmless when repeated.</summary>
    public void Dispose()
    {
        (Records as IDisposable)?.Dispose();
        TakeMemory()?.Dispose();
    }
}
