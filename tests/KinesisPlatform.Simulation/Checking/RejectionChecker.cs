using KinesisPlatform.Archive;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Checking;

/// <summary>A lost response is no lost commit: nobody may be told that another writer advanced a shard that it has just advanced itself.</summary>
internal sealed class RejectionChecker(Scheduler scheduler)
{
    // Of the logs: what an append was told of a shard, and that one was given up, its outcome not known.
    private const int ShardRejected = 3004;
    private const int CommitFailed = 107;

    private static readonly TimeSpan LateEffectMax = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ShardId, (SimulatedProcess Writer, long AtTicks)> _advanced = [];
    private readonly Dictionary<SimulatedProcess, long> _gaveUpAtTicks = [];

    public void Advanced(SimulatedProcess writer, CheckpointMap? before, CheckpointMap? after)
    {
        // With another life of the stream all earlier ones are refused, whoever wrote them.
        if (before?.Incarnation != after?.Incarnation) _advanced.Clear();
        foreach (var checkpoint in after?.Shards.Values ?? [])
        {
            if (before?.Incarnation != after!.Incarnation || before.Shards.GetValueOrDefault(checkpoint.ShardId) != checkpoint) _advanced[checkpoint.ShardId] = (writer, scheduler.NowTicks);
        }
    }

    public void Logged(SimulatedProcess process, int eventId, IReadOnlyList<KeyValuePair<string, object?>> state)
    {
        if (eventId == CommitFailed) _gaveUpAtTicks[process] = scheduler.NowTicks;
        if (eventId != ShardRejected || state.FirstOrDefault(item => item.Key == "ShardId").Value is not ShardId shard) return;
        // An append that was given up and repeated is another one: it finds what the first may have done, even after it was given up.
        if (_advanced.TryGetValue(shard, out var last) && last.Writer == process && _gaveUpAtTicks.GetValueOrDefault(process, long.MinValue / 2) < last.AtTicks - LateEffectMax.Ticks)
            scheduler.Fail("a lost response is no lost commit", $"{process.Name} advanced {shard} and was told that another did.");
    }
}
