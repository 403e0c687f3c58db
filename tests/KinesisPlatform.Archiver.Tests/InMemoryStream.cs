using System.Runtime.CompilerServices;
using System.Text;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Tests;

/// <summary>A stream in memory: what is put is read, shard by shard, in order; polls on the test's clock. Faults are one-shot hooks.</summary>
internal sealed class InMemoryStream(StreamName name, TimeProvider time) : IStreamDirectory, IShardReader
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Dictionary<ShardId, Shard> _shards = [];
    private ulong _sequence = 100;

    public DateTimeOffset CreatedAt { get; set; } = time.GetUtcNow();

    public TimeSpan Retention { get; set; } = TimeSpan.FromHours(24);

    public bool Exists { get; set; } = true;

    /// <summary>As AWS answers while a stream is being deleted: described without shards, its records still readable.</summary>
    public bool IsBeingDeleted { get; set; }

    /// <summary>As AWS answers while a stream is being created: described without shards.</summary>
    public bool IsBeingCreated { get; set; }

    private string Status => IsBeingDeleted ? "DELETING" : IsBeingCreated ? "CREATING" : "ACTIVE";

    /// <summary>Thrown once by the next read of any shard.</summary>
    public Exception? NextReadError { get; set; }

    /// <summary>Thrown by every read while it is set.</summary>
    public Exception? ReadError { get; set; }

    /// <summary>Of every batch: when its iterator was opened, by the test's clock.</summary>
    public long OpenedTimestamp { get; set; }

    public List<ReadPosition> PositionsAsked { get; } = [];

    public ShardId AddShard(int number, params ShardId[] parents)
    {
        var id = new ShardId($"shardId-{number:D12}");
        lock (_gate) _shards.Add(id, new(parents));
        return id;
    }

    /// <returns>The record's sequence number.</returns>
    public SequenceNumber Put(ShardId shard, string data)
    {
        lock (_gate)
        {
            var sequence = SequenceNumber.Parse($"{++_sequence}");
            _shards[shard].Records.Add(new(shard, sequence, 0, "key"u8.ToArray(), null, time.GetUtcNow(), Encoding.UTF8.GetBytes(data)));
            return sequence;
        }
    }

    public void Close(ShardId shard)
    {
        lock (_gate) _shards[shard].IsClosed = true;
    }

    /// <summary>As when retention has passed a closed shard: it is no longer listed, its records are gone.</summary>
    public void Trim(ShardId shard)
    {
        lock (_gate) _shards.Remove(shard);
    }

    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StreamName>>(Exists ? [name] : []);

    public Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(!Exists || stream != name ? null : new StreamDescription(name, $"arn:aws:kinesis:us-east-1:000000000000:stream/{name}", CreatedAt, Status, Retention,
                IsBeingDeleted || IsBeingCreated ? [] : [.. _shards.OrderBy(shard => shard.Key).Select(shard => new ShardDescription(shard.Key, shard.Value.Parents, 0, UInt128.MaxValue, shard.Value.IsClosed))]));
        }
    }

    public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken) => throw new NotSupportedException();

    public async IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (_gate) PositionsAsked.Add(from);
        var after = (from as ReadPosition.After)?.SequenceNumber;
        while (true)
        {
            var batch = Next(shard, after);
            after = batch.LastSequenceNumber ?? after;
            yield return batch;
            if (batch.IsEndOfShard) yield break;
            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private ShardBatch Next(ShardId id, SequenceNumber? after)
    {
        lock (_gate)
        {
            if ((NextReadError ?? ReadError) is { } error)
            {
                NextReadError = null;
                throw error;
            }
            var shard = _shards.GetValueOrDefault(id) ?? throw new PlatformException(FailureKind.NotFound, $"No shard {id}.");
            var records = shard.Records.Where(record => after is null || record.SequenceNumber > after).ToList();
            var children = shard.IsClosed ? _shards.Where(other => other.Value.Parents.Contains(id)).Select(other => other.Key).ToList() : null;
            return new ShardBatch(id, records, records.Count > 0 ? records[^1].SequenceNumber : null, time.GetUtcNow(), TimeSpan.Zero, null, children) { OpenedTimestamp = OpenedTimestamp };
        }
    }

    private sealed class Shard(ShardId[] parents)
    {
        public IReadOnlyList<ShardId> Parents { get; } = parents;

        public List<StreamRecord> Records { get; } = [];

        public bool IsClosed { get; set; }
    }
}
