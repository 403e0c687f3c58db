using System.Runtime.CompilerServices;
using System.Text;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Tests.Fakes;

/// <summary>Streams in memory: put, split and delete; read as <see cref="IShardReader"/> promises. A put is acknowledged when <see cref="Put"/> returns.</summary>
internal sealed class MemoryStreams(TimeProvider time) : IStreamDirectory, IShardReader
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamName, MemoryStreamState> _streams = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sequence;
    private int _readerCount;

    /// <summary>Throws from every read while set.</summary>
    public Exception? ReadFailure { get; set; }

    /// <summary>Descriptions wait for it while it is set.</summary>
    public Task? Describing { get; set; }

    /// <summary>Enumerations of shards that are under way.</summary>
    public int ReaderCount => Volatile.Read(ref _readerCount);

    /// <param name="createdAt">Null for now.</param>
    public StreamDescription Create(string name, int shardCount, DateTimeOffset? createdAt = null)
    {
        lock (_gate)
        {
            var state = new MemoryStreamState(new(name), createdAt ?? time.GetUtcNow());
            for (var i = 0; i < shardCount; i++) state.Shards.Add(new(new($"shardId-{i:D12}"), []));
            _streams[state.Name] = state;
            return state.Describe();
        }
    }

    public void Delete(string name)
    {
        lock (_gate) _streams.Remove(new(name));
        Signal();
    }

    public StreamRecord Put(string stream, string key, string data) => Put(stream, key, Encoding.UTF8.GetBytes(data));

    public StreamRecord Put(string stream, string key, byte[] data)
    {
        StreamRecord record;
        lock (_gate)
        {
            var open = _streams[new(stream)].Shards.Where(shard => !shard.IsClosed).ToList();
            var shard = open[(int)((uint)key.Sum(c => c) % open.Count)];
            record = new(shard.Id, SequenceOf(++_sequence), 0, Encoding.UTF8.GetBytes(key), null, Milliseconds(time.GetUtcNow()), data);
            shard.Records.Add(record);
        }
        Signal();
        return record;
    }

    /// <summary>Closes a shard and opens two children.</summary>
    public void Split(string stream, int shard)
    {
        lock (_gate)
        {
            var shards = _streams[new(stream)].Shards;
            shards[shard].IsClosed = true;
            shards.Add(new(new($"shardId-{shards.Count:D12}"), [shards[shard].Id]));
            shards.Add(new(new($"shardId-{shards.Count:D12}"), [shards[shard].Id]));
        }
        Signal();
    }

    public IReadOnlyList<MemoryShard> Shards(string stream)
    {
        lock (_gate) return [.. _streams[new(stream)].Shards.Select(shard => shard.Copy())];
    }

    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult<IReadOnlyList<StreamName>>([.. _streams.Keys]);
    }

    public async Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (Describing is { } wait) await wait.WaitAsync(cancellationToken);
        lock (_gate) return _streams.GetValueOrDefault(stream)?.Describe();
    }

    public Task EnsureAsync(StreamName stream, int shardCount, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_streams.ContainsKey(stream)) Create(stream.Value, shardCount);
        }
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new Reader(this);
        var after = (from as ReadPosition.After)?.SequenceNumber;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (ReadFailure is { } failure) throw failure;
            List<StreamRecord> records;
            IReadOnlyList<ShardId>? children = null;
            Task changed;
            DateTimeOffset now;
            lock (_gate)
            {
                var state = _streams.GetValueOrDefault(stream)?.Shards;
                var found = state?.Find(other => other.Id == shard) ?? throw new PlatformException(FailureKind.NotFound, $"No shard {shard} in {stream}.");
                now = time.GetUtcNow();
                records = [.. found.Records.Where(record => after is null || record.SequenceNumber > after)];
                if (found.IsClosed) children = [.. state.Where(other => other.Parents.Contains(shard)).Select(other => other.Id)];
                changed = _changed.Task;
            }
            if (records.Count > 0) after = records[^1].SequenceNumber;
            yield return new(shard, records, records.Count > 0 ? after : null, now, TimeSpan.Zero, null, children);
            if (children is not null) yield break;
            // As a reader that polls does: an idle shard says so again after a while.
            await Task.WhenAny(changed, Task.Delay(20, cancellationToken));
        }
    }

    // 56 digits, as Kinesis' own.
    public static SequenceNumber SequenceOf(long number) => SequenceNumber.Parse($"4964{number:D52}");

    private static DateTimeOffset Milliseconds(DateTimeOffset now) => DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());

    private void Signal() => Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private readonly struct Reader : IDisposable
    {
        private readonly MemoryStreams _owner;

        public Reader(MemoryStreams owner) => Interlocked.Increment(ref (_owner = owner)._readerCount);

        public void Dispose() => Interlocked.Decrement(ref _owner._readerCount);
    }
}
