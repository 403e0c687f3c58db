using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>What somebody may ask for.</summary>
internal static class RequestedReplays
{
    /// <param name="archived">All that is in the table, in order.</param>
    /// <param name="isLive">Whether the archive goes on: then it may be asked for all there is, and for what is not there yet.</param>
    public static ReplaySpec Next(World world, SeededRandom random, StreamName target, IReadOnlyList<StreamRecord> archived, bool isLive)
    {
        var (first, last) = (archived[0].ArrivedAt, archived[^1].ArrivedAt);
        // Of what is aggregated onto the source, the archive has its own idea.
        var aggregates = target != world.Settings.Stream && random.Chance(0.4);
        return new(world.Settings.Stream.Value, target.Value)
        {
            From = random.Chance(0.5) ? null : archived[random.Next(archived.Count / 3 + 1)].ArrivedAt,
            To = isLive && random.Chance(0.5) ? null
                : isLive && random.Chance(0.3) ? world.Scheduler.Now + random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(20))
                : last - (random.Chance(0.5) ? TimeSpan.Zero : (last - first) * (random.NextDouble() / 3)),
            Where = random.Chance(0.5) ? null : RowScanner.EveryNth(2 + random.Next(4)),
            Compact = random.Chance(0.15) ? ReplayCompaction.LastPerPartitionKey : null,
            PartitionKey = random.Chance(0.25) ? new(RowScanner.MovedKeys(1 + random.Next(4))) : null,
            Order = random.Chance(0.2) ? ReplayOrder.None : random.Chance(0.25) ? ReplayOrder.PerShard : ReplayOrder.PerKey,
            Aggregate = aggregates,
            Wrap = random.Chance(0.2),
            // A tenth of a second's worth goes at once: less than one record makes no aggregate.
            Pace = new() { RecordsPerSecond = aggregates ? random.Logarithmic(40, 120) : random.Logarithmic(2, 60) },
        };
    }

    /// <summary>Its dead letters, once more: those that had no place for an annotation get an envelope.</summary>
    public static ReplaySpec Again(ReplayJob earlier) => earlier.Spec with
    {
        From = null, To = null, Where = null, Compact = null, Pace = earlier.Pace, DeadLettersOf = earlier.Id, Wrap = true,
    };
}
