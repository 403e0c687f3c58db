using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Checking;

/// <summary>
/// Who reads which shard. Nothing that is archived depends on leases; what they promise is that, once nothing goes wrong any more, each open shard is read, and by one process.
/// </summary>
internal sealed class ReaderChecker(Scheduler scheduler)
{
    private readonly Dictionary<(ShardId Shard, SimulatedProcess Process), long> _lastReadTicks = [];

    public void Read(ShardId shard, SimulatedProcess process) => _lastReadTicks[(shard, process)] = scheduler.NowTicks;

    /// <param name="since">How far to look back.</param>
    public void CheckEachIsReadByOne(IEnumerable<ShardId> shards, TimeSpan since)
    {
        foreach (var shard in shards)
        {
            var readers = _lastReadTicks.Where(read => read.Key.Shard == shard && read.Value > scheduler.NowTicks - since.Ticks && read.Key.Process is { IsDead: false, IsMortal: true }).ToList();
            if (readers.Count != 1) scheduler.Fail("each shard has one holder", $"{shard} is read by {readers.Count}: {string.Join(", ", readers.Select(read => $"{read.Key.Process.Name} (process {read.Key.Process.Number})"))}.");
        }
    }
}
