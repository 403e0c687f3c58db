using KinesisPlatform.Leases;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>Which shards are this archiver's: follows the leases, and tells them what there is.</summary>
/// <param name="describe">Describes the stream anew.</param>
/// <param name="commit">Commits what was read.</param>
internal sealed class HeldShards(StreamState state, StreamLineage lineage, ILeases leases, Func<CancellationToken, Task> describe, Func<CancellationToken, Task> commit, ILogger logger)
{
    private LeaseSnapshot? _applied;

    /// <summary>Lets go of shards that other archivers hold now, and takes up those that are new to this one.</summary>
    public async Task ApplyLeasesAsync(CancellationToken cancellationToken)
    {
        var current = leases.Current;
        if (ReferenceEquals(current, _applied)) return;
        var held = current.HeldOf(state.Stream.Value);
        var lost = state.Held.Where(shard => !held.Contains(shard.ShardId.Value)).ToList();
        var isGained = held.Any(name => !state.Shards.TryGetValue(new(name), out var shard) || !shard.IsHeld);
        if (lost.Count > 0) await LetGoAsync(lost, cancellationToken);
        if (isGained) await TakeUpAsync(held, cancellationToken);
        _applied = current;
    }

    public void Report()
    {
        var ended = state.Shards.Values.Where(shard => shard.Committed is { IsEnded: true }).Select(shard => shard.ShardId.Value).ToHashSet();
        // Neither in the stream nor unfinished in the table: there is nothing in it.
        var unknown = state.IsListedInFull ? leases.Current.HeldOf(state.Stream.Value).Where(name => !state.Shards.ContainsKey(new(name))) : [];
        leases.Report(state.Stream.Value, state.Shards.Keys.Select(shard => shard.Value).Where(name => !ended.Contains(name)), ended.Concat(unknown));
    }

    // What was read of them is committed: it is refused where their new reader was faster, and else spares it the reading.
    private async Task LetGoAsync(List<ShardProgress> lost, CancellationToken cancellationToken)
    {
        foreach (var shard in lost) await shard.StopFeedAsync();
        if (lost.Any(shard => shard.ToAppend() is not null)) await commit(cancellationToken);
        foreach (var shard in lost)
        {
            shard.IsHeld = false;
            shard.Reset(state.Checkpoints?.GetValueOrDefault(shard.ShardId));
        }
        Log.ShardsLetGo(logger, state.Stream, lost.Count, state.Held.Count());
    }

    private async Task TakeUpAsync(IReadOnlySet<string> held, CancellationToken cancellationToken)
    {
        await state.LoadAsync(cancellationToken);
        // Another archiver knew of shards that this one has not seen yet.
        if (held.Any(name => !state.Shards.ContainsKey(new(name)))) await describe(cancellationToken);
        var taken = state.Shards.Values.Where(shard => !shard.IsHeld && held.Contains(shard.ShardId.Value)).ToList();
        foreach (var shard in taken) shard.IsHeld = true;
        await lineage.EndVanishedShardsAsync();
        Report();
        Log.ShardsTakenUp(logger, state.Stream, taken.Count, state.Held.Count());
    }
}
