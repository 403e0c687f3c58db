namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>The account's streams.</summary>
internal sealed class StreamRegistry(LocalAwsOptions options, TimeProvider time)
{
    /// <summary>Shards that an account may have in us-east-1 without asking for more.</summary>
    public const int ShardCountMax = 20_000;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, KinesisStream> _streams = new(StringComparer.Ordinal);
    private readonly StampSource _stamps = new(time);

    public PayloadBudget Budget { get; } = new(options.KinesisBytesMax);

    public string AccountId => options.AccountId;

    /// <summary>In order of their names.</summary>
    public IReadOnlyList<KinesisStream> All
    {
        get
        {
            lock (_gate) return [.. _streams.Values];
        }
    }

    public int OpenShardCount => All.Sum(s => s.OpenShards.Count);

    /// <exception cref="KinesisException">ResourceInUseException: there is one of that name.</exception>
    public void Create(string name, int shardCount, Action<KinesisStream> configure)
    {
        lock (_gate)
        {
            if (_streams.ContainsKey(name)) throw KinesisException.InUse($"Stream {name} under account {AccountId} already exists.");
            var stream = new KinesisStream(name, shardCount, options, time, _stamps, Budget);
            configure(stream);
            _streams.Add(name, stream);
        }
    }

    /// <exception cref="KinesisException">ResourceNotFoundException.</exception>
    public KinesisStream Find(string name)
    {
        lock (_gate) return _streams.GetValueOrDefault(name) ?? throw NotFound(name);
    }

    /// <exception cref="KinesisException">ResourceNotFoundException.</exception>
    public void Delete(string name)
    {
        KinesisStream? stream;
        lock (_gate)
            if (!_streams.Remove(name, out stream)) throw NotFound(name);
        lock (stream.Gate) stream.Release();
    }

    public KinesisException NotFound(string name) => KinesisException.NotFound($"Stream {name} under account {AccountId} not found.");
}
