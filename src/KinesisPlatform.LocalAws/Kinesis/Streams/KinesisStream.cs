using KinesisPlatform.LocalAws.Kinesis.Consumers;
using KinesisPlatform.LocalAws.Kinesis.Storage;

namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>A stream: its shards and settings. Everything but what is fixed at creation is guarded by <see cref="Gate"/>.</summary>
internal sealed class KinesisStream
{
    private readonly TimeProvider _time;
    private readonly StampSource _stamps;
    private readonly PayloadBudget _budget;
    private readonly LocalAwsOptions _options;
    private readonly List<Shard> _shards = [];
    private Shard[] _open = [];
    private int _nextShardIndex;
    private DateTimeOffset _busyUntil;
    private bool _wasActive;

    public KinesisStream(string name, int shardCount, LocalAwsOptions options, TimeProvider time, StampSource stamps, PayloadBudget budget)
    {
        (Name, _options, _time, _stamps, _budget) = (name, options, time, stamps, budget);
        Stamp = stamps.Next();
        Consumers = new(this, options, time);
        CreatedAtMilliseconds = Now;
        foreach (var range in HashKeyRange.Uniform(shardCount)) Add(range, Stamp);
        OrderOpenShards();
        _busyUntil = time.GetUtcNow() + options.StreamTransition;
    }

    public Lock Gate { get; } = new();

    public string Name { get; }

    public string Arn => $"arn:aws:kinesis:{_options.Region}:{_options.AccountId}:stream/{Name}";

    public long CreatedAtMilliseconds { get; }

    /// <summary>Tells this stream from others that have had or will have its name.</summary>
    public long Stamp { get; }

    public StreamConsumers Consumers { get; }

    public bool IsOnDemand { get; set; }

    public int RetentionHours { get; set; } = 24;

    public int RecordBytesMax { get; set; } = 1 << 20;

    public SortedDictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Open and closed shards, in order of their ids; those whose records have all expired are gone.</summary>
    public IReadOnlyList<Shard> Shards => _shards;

    /// <summary>In order of their hash keys, which they cover without gap or overlap.</summary>
    public IReadOnlyList<Shard> OpenShards => _open;

    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Records that arrived before it are gone.</summary>
    public long HorizonMilliseconds => Now - RetentionHours * 3_600_000L;

    public string Status
    {
        get
        {
            var active = _time.GetUtcNow() >= _busyUntil;
            _wasActive |= active;
            return active ? "ACTIVE" : _wasActive ? "UPDATING" : "CREATING";
        }
    }

    /// <exception cref="KinesisException">ResourceNotFoundException: the stream was deleted after the request had found it.</exception>
    public void ThrowIfDeleted()
    {
        if (_open.Length == 0) throw KinesisException.NotFound($"Stream {Name} under account {_options.AccountId} not found.");
    }

    /// <summary>The open shard that the hash key belongs to.</summary>
    public Shard Route(UInt128 hashKey)
    {
        var (low, high) = (0, _open.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_open[middle].HashKeys.Start <= hashKey) low = middle;
            else high = middle - 1;
        }
        return _open[low];
    }

    public IssuedSequence Append(Shard shard, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        _budget.Add(-shard.Log.Trim(HorizonMilliseconds));
        var (number, arrivedAt) = shard.Log.Append(key, data, Now);
        _budget.Add(key.Length + data.Length);
        shard.Announce();
        return shard.SequenceOf(number, arrivedAt);
    }

    /// <summary>Forgets what has passed the retention: records, and closed shards that can hold none any more.</summary>
    public void Trim()
    {
        var horizon = HorizonMilliseconds;
        foreach (var shard in _shards) _budget.Add(-shard.Log.Trim(horizon));
        _shards.RemoveAll(s => s.ClosedAtMilliseconds < horizon);
    }

    /// <summary>Closes the shards and gives their hash keys to new ones.</summary>
    public void Replace(Shard parent, Shard? adjacentParent, params ReadOnlySpan<HashKeyRange> children)
    {
        var stamp = _stamps.Next();
        parent.Close(Now);
        adjacentParent?.Close(Now);
        foreach (var range in children) Add(range, stamp, parent, adjacentParent);
        OrderOpenShards();
        parent.Announce();
        adjacentParent?.Announce();
    }

    public List<Shard> ChildrenOf(Shard shard) => [.. _shards.Where(s => s.Parent == shard || s.AdjacentParent == shard)];

    /// <summary>Begins the time in which the stream is not ACTIVE because it is being changed.</summary>
    public void BeginUpdate() => _busyUntil = _time.GetUtcNow() + _options.StreamTransition;

    /// <summary>Gives back the memory; the stream is used no more.</summary>
    public void Release()
    {
        _budget.Add(-_shards.Sum(s => s.Log.PayloadBytes));
        var shards = _shards.ToList();
        _shards.Clear();
        _open = [];
        foreach (var shard in shards) shard.Announce();
    }

    private void Add(HashKeyRange range, long stamp, Shard? parent = null, Shard? adjacentParent = null) =>
        _shards.Add(new(_nextShardIndex++, range, stamp, Now, _options.EnforceLimits ? new(_time) : null) { Parent = parent, AdjacentParent = adjacentParent });

    private void OrderOpenShards() => _open = [.. _shards.Where(s => s.IsOpen).OrderBy(s => s.HashKeys.Start)];
}
