using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Settings;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>What a stream's loop knows of its stream, its table and its shards. The loop's own: nothing else reads or changes it.</summary>
internal sealed class StreamState(StreamName stream, StreamSettings settings, TimeProvider time)
{
    private readonly Dictionary<ShardId, ShardProgress> _shards = [];
    private TableVersion? _version;
    private StreamDescription? _description;
    private IArchiveTable? _table;

    public StreamName Stream => stream;

    public StreamSettings Settings { get; set; } = settings;

    /// <summary>Why the last attempt to read or to commit failed; null when it did not.</summary>
    public string? Error { get; set; }

    /// <summary>Set before anything else is.</summary>
    public IArchiveTable Table { get => _table!; set => _table = value; }

    /// <summary>As last loaded or committed.</summary>
    public TableVersion Version => _version!;

    public DateTimeOffset LoadedAt { get; private set; }

    /// <summary>The stream as last described.</summary>
    public StreamDescription Description => _description!;

    public DateTimeOffset DescribedAt { get; private set; }

    /// <summary>Before it was asked for.</summary>
    public long DescribedTimestamp { get; private set; }

    /// <summary>When the youngest iterator was opened of which anything is buffered.</summary>
    public long OpenedTimestamp { get; set; }

    /// <summary>Held ones and others.</summary>
    public IReadOnlyDictionary<ShardId, ShardProgress> Shards => _shards;

    public IEnumerable<ShardProgress> Held => _shards.Values.Where(shard => shard.IsHeld);

    public IReadOnlyList<ShardProgress> Active => [.. _shards.Values.Where(shard => shard.IsActive)];

    public long BufferedBytes => _shards.Values.Sum(shard => shard.BufferedBytes);

    /// <summary>Other archivers have shards that are not archived to their end: only the table tells how far they are.</summary>
    public bool WatchesOthers => _shards.Values.Any(shard => shard is { IsHeld: false, Committed: not { IsEnded: true } });

    public StreamIncarnation Incarnation => new(stream, Description.CreatedAt);

    public CheckpointMap? Map => Version.CheckpointsOf(Description.CreatedAt);

    public IReadOnlyDictionary<ShardId, ShardCheckpoint>? Checkpoints => Map?.Shards;

    /// <summary>Since when records may have come of which none is archived: archiving began then, or this life of the stream. Null as soon as anything of it is archived.</summary>
    public DateTimeOffset? UntouchedSince =>
        Map is not null ? null : Version.Checkpoints is null && Version.CreatedAt > Description.CreatedAt ? Version.CreatedAt : Description.CreatedAt;

    /// <summary>A stream that is being deleted lists no shards, nor does one that is being created.</summary>
    public bool IsListedInFull => Description.Status is "ACTIVE" or "UPDATING";

    /// <summary>Whether a description is of another stream of the same name.</summary>
    public bool IsAnotherLife(StreamDescription description) => _description is not null && !StreamIncarnation.IsSame(_description.CreatedAt, description.CreatedAt);

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        SetVersion(await Table.LoadAsync(cancellationToken));
        LoadedAt = time.GetUtcNow();
        await DropForgottenAsync();
    }

    public void SetVersion(TableVersion version)
    {
        _version = version;
        foreach (var shard in _shards.Values.Where(shard => !shard.IsHeld)) shard.Reset(Checkpoints?.GetValueOrDefault(shard.ShardId));
    }

    /// <param name="askedTimestamp">Before the stream was asked for it.</param>
    public void SetDescription(StreamDescription description, long askedTimestamp)
    {
        (_description, DescribedAt, DescribedTimestamp) = (description, time.GetUtcNow(), askedTimestamp);
        foreach (var shard in description.Shards) Add(shard.Id);
        foreach (var checkpoint in Checkpoints?.Values ?? [])
            if (!checkpoint.IsEnded) Add(checkpoint.ShardId);
    }

    /// <summary>The stream is described again at the next opportunity.</summary>
    public void DistrustDescription() => DescribedAt = default;

    public void Add(ShardId shard)
    {
        if (!_shards.ContainsKey(shard)) _shards.Add(shard, new(shard, Checkpoints?.GetValueOrDefault(shard), DescribedAt));
    }

    /// <summary>By this archiver or another: there is nothing to read in them, and nothing waits for them.</summary>
    public async Task DropForgottenAsync()
    {
        if (_description is null || Map is not { ForgottenUpTo: not null } map) return;
        foreach (var shard in _shards.Values.Where(shard => map.IsForgotten(shard.ShardId)).ToList())
        {
            await shard.StopFeedAsync();
            shard.Reset(null);
            _shards.Remove(shard.ShardId);
        }
    }
}
