using System.Diagnostics;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>Brings what the shards' buffers hold into the table, with the checkpoints behind it, and takes over what became of it.</summary>
/// <param name="failed">Called after each attempt that failed, before the next.</param>
internal sealed class StreamCommitter(
    StreamState state, CommitSchedule schedule, FieldsInference fields, ISnapshotAnnouncer announcer, ArchiverOptions options, TimeProvider time, ILogger logger, Action failed)
{
    /// <summary>Commits all shards together, however long it takes.</summary>
    /// <returns>Whether a shard ended: it has children to start, which may not be listed in what is known.</returns>
    public async Task<bool> CommitAsync(CancellationToken cancellationToken)
    {
        var appends = state.Shards.Values.Select(shard => shard.ToAppend()).OfType<ShardAppend>().ToList();
        if (appends.Count > 0)
        {
            // One trace from the encoding through the commit to whoever hears of it.
            using var activity = ArchiverTelemetry.Source.StartActivity("archive.commit");
            activity?.SetTag("kinesisplatform.stream", state.Stream.Value);
            // Now: once the append is in the table, its records' bytes are gone.
            var observer = state.Settings.Maintenance.Enabled ? fields.ObserveFirst(state.Version, appends.SelectMany(append => append.Records)) : null;
            var (result, elapsed) = await AppendAsync(appends, cancellationToken);
            await ApplyAsync(result, appends, elapsed, cancellationToken);
            if (observer is not null && state.Version.Fields is null) await AddFieldsAsync(observer, cancellationToken);
        }
        schedule.Committed(state.Active, time.GetUtcNow());
        state.Error = null;
        return appends.Any(append => append.To.IsEnded);
    }

    // Repeating the very same append is safe: the table takes each shard only from the checkpoint it starts at. Meanwhile nothing is read: memory stays bounded.
    private async Task<(AppendResult Result, TimeSpan Elapsed)> AppendAsync(List<ShardAppend> appends, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var started = time.GetTimestamp();
                return (await state.Table.AppendAsync(state.Incarnation, appends, cancellationToken), time.GetElapsedTime(started));
            }
            catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict)
            {
                Activity.Current?.SetStatus(ActivityStatusCode.Error, error.Message);
                state.Error = error.Message;
                failed();
                Log.CommitFailed(logger, state.Stream, appends.Sum(append => append.Records.Count), options.RetryDelay.TotalSeconds, error.Message);
            }
            await Task.Delay(options.RetryDelay, time, cancellationToken);
        }
    }

    private async Task ApplyAsync(AppendResult result, List<ShardAppend> appends, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        state.SetVersion(result.Version);
        var committed = result.Committed.ToHashSet();
        foreach (var append in appends)
        {
            var shard = state.Shards[append.To.ShardId];
            if (committed.Contains(shard.ShardId)) shard.Complete(append);
            else await RestartAsync(shard);
        }
        await state.DropForgottenAsync();
        if (result.Rejected.Count > 0) Log.ShardsRejected(logger, state.Stream, string.Join(", ", result.Rejected));
        var records = appends.Where(append => committed.Contains(append.To.ShardId)).Sum(append => append.Records.Count);
        if (records > 0)
        {
            ArchiverTelemetry.Records.Add(records);
            ArchiverTelemetry.CommitDuration.Record(elapsed.TotalSeconds);
            Log.Committed(logger, state.Stream, records, result.Version.Version, (long)elapsed.TotalMilliseconds);
        }
        if (committed.Count > 0) await announcer.AnnounceAsync(state.Stream, result.Version, cancellationToken);
    }

    private async Task AddFieldsAsync(PayloadObserver observer, CancellationToken cancellationToken)
    {
        try
        {
            await fields.EvolveAsync(state.Table, null, observer, cancellationToken);
        }
        catch (PlatformException error) when (error.Kind is FailureKind.Unavailable or FailureKind.Conflict)
        {
            // Nothing waits for it: with the next commit, or the first merge.
        }
    }

    private async Task RestartAsync(ShardProgress shard)
    {
        await shard.StopFeedAsync();
        shard.Reset(state.Checkpoints?.GetValueOrDefault(shard.ShardId));
    }
}
