using KinesisPlatform.Archive;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>What the stream's description and the table's checkpoints, taken together, say of shards: which came and went unseen, vanished unread, or may be forgotten.</summary>
internal sealed class StreamLineage(StreamState state, ILogger logger)
{
    private static readonly TimeSpan RetentionMin = TimeSpan.FromHours(24);

    /// <summary>To be called with each new description.</summary>
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        // Before there are any checkpoints archiving has not begun.
        if (state.Version.Checkpoints is not null) foreach (var parent in UnseenParents()) state.Add(parent);
        await ForgetShardsAsync(cancellationToken);
        await EndVanishedShardsAsync();
    }

    // Kinesis lists a closed shard until its last record has passed the retention: one that is gone while we were not finished took records with it.
    // One that was read within the shortest retention there is cannot have gone that way: what we know of the stream's shards is older than the shard.
    public async Task EndVanishedShardsAsync()
    {
        // What is left of a stream that is being deleted is still read.
        if (!state.IsListedInFull) return;
        var description = state.Description;
        var listed = description.Shards.Select(shard => shard.Id).ToHashSet();
        foreach (var shard in state.Held.Where(shard => !shard.IsRead && !listed.Contains(shard.ShardId) && !(shard.ReadUpTo > state.DescribedAt - RetentionMin)))
        {
            await shard.StopFeedAsync();
            var gap = shard.EndWithGap(description.CreatedAt, state.DescribedAt - description.Retention);
            ReportGap(shard.ShardId, gap.From, gap.To);
        }
    }

    /// <summary>When nothing of a shard that was never read was lost yet, as far as the table can tell: its parents were last read then, or archiving began, or the stream.</summary>
    public DateTimeOffset UnreadSince(ShardDescription shard)
    {
        if (state.Map is not { } map) return state.UntouchedSince!.Value;
        var parents = map.Shards.Values.Where(checkpoint => shard.Parents.Contains(checkpoint.ShardId)).ToList();
        return parents.Count > 0 ? parents.Select(checkpoint => LastRead(checkpoint, map)).Min() : state.Description.CreatedAt;
    }

    public void ReportGap(ShardId shard, DateTimeOffset from, DateTimeOffset to)
    {
        ArchiverTelemetry.Gaps.Add(1);
        Log.Gap(logger, state.Stream, shard, from, to);
    }

    // The checkpoint of a shard that vanished is at the end of its gap.
    private static DateTimeOffset LastRead(ShardCheckpoint checkpoint, CheckpointMap map) =>
        map.Gaps.FirstOrDefault(gap => checkpoint.IsEnded && gap.ShardId == checkpoint.ShardId && gap.To == checkpoint.ReadUpTo)?.From ?? checkpoint.ReadUpTo;

    // A parent that neither the stream nor the table knows came and went while nobody archived. When its child has a checkpoint, that is settled.
    private List<ShardId> UnseenParents()
    {
        bool IsKnown(ShardId shard) => state.Checkpoints is { } checkpoints && (checkpoints.ContainsKey(shard) || state.Version.Checkpoints!.IsForgotten(shard));
        return [.. state.Description.Shards.Where(shard => !IsKnown(shard.Id)).SelectMany(shard => shard.Parents).Where(parent => !IsKnown(parent))];
    }

    // The map of a stream that is resharded for years would fill with shards that are long gone, and every commit writes it.
    private async Task ForgetShardsAsync(CancellationToken cancellationToken)
    {
        var listed = state.Description.Shards.ToDictionary(shard => shard.Id, shard => shard.Parents);
        // They are to be told from those that were archived and forgotten: as long as their gaps are not in the table, they count as listed.
        foreach (var unseen in UnseenParents()) listed.TryAdd(unseen, []);
        if (state.IsListedInFull && state.Map?.Forgettable(listed) is { Count: > 0 })
        {
            try { state.SetVersion(await state.Table.ForgetShardsAsync(state.Incarnation, listed, cancellationToken)); }
            catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict)
            {
                // Nothing waits for it: with the next description.
            }
        }
        await state.DropForgottenAsync();
    }
}
