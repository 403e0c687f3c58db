using KinesisPlatform.Archiver.Settings;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>When a stream's buffer is due.</summary>
internal sealed class CommitSchedule(ArchiverOptions options, DateTimeOffset now)
{
    private DateTimeOffset _lastCommit = now;
    private DateTimeOffset? _oldestBuffered;
    private DateTimeOffset? _flushUpTo;

    public void RecordsBuffered(DateTimeOffset at) => _oldestBuffered ??= at;

    public void FlushRequested(DateTimeOffset upTo) => _flushUpTo = _flushUpTo > upTo ? _flushUpTo : upTo;

    /// <param name="isRoomNeeded">Others wait for the memory that this buffer takes.</param>
    public bool IsDue(IReadOnlyCollection<ShardProgress> shards, StreamSettings settings, bool isRoomNeeded, DateTimeOffset now) =>
        isRoomNeeded
        || shards.Any(shard => shard.IsUrgent)
        || shards.Sum(shard => shard.BufferedBytes) >= settings.BufferBytesMax
        || now - _oldestBuffered >= settings.BufferAgeMax
        // Paused: nothing comes that would be worth waiting for.
        || (!settings.Enabled && _oldestBuffered is not null)
        || now - _lastCommit >= options.IdleCommitInterval
        || IsFlushReady(shards);

    public void Committed(IReadOnlyCollection<ShardProgress> shards, DateTimeOffset at)
    {
        _lastCommit = at;
        _oldestBuffered = shards.Any(shard => shard.BufferedRecordCount > 0) ? at : null;
        if (_flushUpTo is { } upTo && shards.All(shard => IsCommittedUpTo(shard, upTo))) _flushUpTo = null;
    }

    // Reading is a little behind the stream: a flush waits until what it asked for has been read.
    private bool IsFlushReady(IReadOnlyCollection<ShardProgress> shards) =>
        _flushUpTo is { } upTo && shards.Count > 0
        && shards.All(shard => shard.IsRead || shard.ReadUpTo >= upTo)
        && !shards.All(shard => IsCommittedUpTo(shard, upTo));

    private static bool IsCommittedUpTo(ShardProgress shard, DateTimeOffset upTo) =>
        shard.Committed is { } checkpoint && (checkpoint.IsEnded || checkpoint.ReadUpTo >= upTo);
}
