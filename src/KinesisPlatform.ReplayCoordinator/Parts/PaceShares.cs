using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>
/// What of a replay's pace is one part's: limits are the whole job's, and the parts that may run share them equally, a part that is done leaving its share to the others. A share of the target
/// is counted from what Kinesis grants its open shards; what others use of that shows only in throttled answers, to which the producer gives way shard by shard.
/// </summary>
internal sealed class PaceShares(IStreamDirectory streams, IOptions<StreamsOptions> options, TimeProvider time)
{
    private const double RecordsPerShard = 1_000, BytesPerShard = 1024 * 1024;

    /// <summary>How long a target's number of shards is believed: one DescribeStreamSummary (20 a second for the account) and one ListShards each time.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int OpenCount, DateTimeOffset At)> _targets = [];

    public async Task ApplyAsync(ReplayJob job, ReplayPlan plan, PartPace pace, CancellationToken cancellationToken)
    {
        var parts = Math.Max(1, plan.Runnable(job.PartsDone).Count());
        var (records, bytes) = (job.Pace?.RecordsPerSecond ?? double.PositiveInfinity, job.Pace?.BytesPerSecond ?? double.PositiveInfinity);
        if (!job.Spec.DryRun && await OpenShardsAsync(job.Spec.Target, cancellationToken) is { } open)
        {
            var share = ShareOf(job.Pace) * open * options.Value.Producer.ShardShare;
            bytes = Math.Min(bytes, share * BytesPerShard);
            // Kinesis counts an aggregate as one record.
            if (!Aggregates(job.Spec)) records = Math.Min(records, share * RecordsPerShard);
        }
        (pace.RecordsPerSecond, pace.BytesPerSecond) = (records / parts, bytes / parts);
        pace.Space(job.Clock, job.Pace?.Speed);
    }

    /// <summary>All that is free, unless another share is asked for.</summary>
    public static double ShareOf(ReplayPace? pace) => pace?.Share ?? 1;

    public bool Aggregates(ReplaySpec spec) => spec.Aggregate ?? options.Value.Producer.Aggregates;

    /// <returns>Null when it cannot be told; the producer keeps to each shard's own limit anyway.</returns>
    private async Task<int?> OpenShardsAsync(string target, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            if (_targets.TryGetValue(target, out var known) && now - known.At < Refresh) return known.OpenCount > 0 ? known.OpenCount : null;
        }
        try
        {
            if (await streams.DescribeAsync(new(target), cancellationToken) is not { } description) return null;
            var open = description.Shards.Count(shard => !shard.IsClosed);
            // One entry per target there ever was: names are few, and bounded by the account's streams.
            lock (_gate) _targets[target] = (open, now);
            return open == 0 ? null : open;
        }
        catch (PlatformException e) when (RetryPolicy.IsPassing(e))
        {
            return null;
        }
    }
}
