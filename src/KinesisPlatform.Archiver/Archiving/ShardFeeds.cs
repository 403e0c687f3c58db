using System.Threading.Channels;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Topology;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>Starts the feeds of the shards that may be read, and buffers what they bring.</summary>
internal sealed class ShardFeeds(
    StreamState state, StreamLineage lineage, CommitSchedule schedule, IShardReader reader, Channel<ArchiverSignal> signals, BufferShare share, ArchiverOptions options, TimeProvider time, ILogger logger)
{
    // A child waits for a parent that another archiver reads: one GET of the table's pointer each time.
    private static readonly TimeSpan ParentLookInterval = TimeSpan.FromSeconds(2);

    /// <summary>Order per partition key: a child is read only when its parents' records are in the table.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (state.Held.Any(shard => shard.IsBlocked) && state.WatchesOthers && now - state.LoadedAt >= ParentLookInterval) await state.LoadAsync(cancellationToken);
        var archived = state.Shards.Values.Where(shard => shard.Committed is { IsEnded: true }).Select(shard => shard.ShardId).ToHashSet();
        var readable = ShardLineage.Readable(state.Description.Shards, archived).ToDictionary(shard => shard.Id);
        foreach (var shard in state.Held)
        {
            shard.IsBlocked = !shard.IsRead && !readable.ContainsKey(shard.ShardId);
            if (shard is { IsBlocked: false, Feed: null, IsRead: false } && shard.StartAfter <= now)
                shard.Feed = ShardFeed.Start(reader, state.Stream, shard.ShardId, shard.NextPosition(lineage.UnreadSince(readable[shard.ShardId])), signals.Writer, share, time, cancellationToken);
        }
    }

    public async Task StopAllAsync()
    {
        foreach (var shard in state.Shards.Values) await shard.StopFeedAsync();
    }

    public async Task BufferAsync(ArchiverSignal.BatchRead read)
    {
        var batch = read.Batch;
        // A feed that was stopped may have left a batch in the queue: its records are read again by its successor.
        if (state.Shards.GetValueOrDefault(batch.ShardId) is not { } shard || shard.Feed != read.Feed)
        {
            Drop(read);
            return;
        }
        state.Error = null;
        state.OpenedTimestamp = Math.Max(state.OpenedTimestamp, batch.OpenedTimestamp);
        var bufferedBefore = shard.BufferedRecordCount;
        shard.Add(batch, read.Room);
        ArchiverTelemetry.Behind.Record(batch.BehindLatest.TotalSeconds);
        if (shard.BufferedRecordCount > bufferedBefore) schedule.RecordsBuffered(time.GetUtcNow());
        if (batch.Gap is { } gap) lineage.ReportGap(shard.ShardId, gap.From, gap.To);
        if (batch.IsEndOfShard) await shard.StopFeedAsync();
    }

    /// <summary>Buffers what is in the queue; the other signals in it are forgotten.</summary>
    public async Task BufferQueuedAsync()
    {
        while (signals.Reader.TryRead(out var signal))
            if (signal is ArchiverSignal.BatchRead read) await BufferAsync(read);
    }

    /// <summary>What the queue holds goes back unread. Nobody may write any more.</summary>
    public void DropQueued()
    {
        while (signals.Reader.TryRead(out var signal)) if (signal is ArchiverSignal.BatchRead left) Drop(left);
    }

    /// <exception cref="PlatformException">What is no matter of one shard, or not to be tried again.</exception>
    public async Task RetryLaterAsync(ShardFeed feed, Exception error)
    {
        if (state.Shards.Values.FirstOrDefault(candidate => candidate.Feed == feed) is not { } shard) return;
        if (error is not PlatformException known) throw new PlatformException(FailureKind.Internal, $"Reading shard {shard.ShardId} of stream {state.Stream} failed.", error);
        if (known.Kind is not (FailureKind.Unavailable or FailureKind.NotFound)) throw known;
        state.Error = error.Message;
        Log.ShardFailed(logger, state.Stream, shard.ShardId, options.RetryDelay.TotalSeconds, error.Message);
        await shard.StopFeedAsync();
        shard.StartAfter = time.GetUtcNow() + options.RetryDelay;
        state.DistrustDescription();
    }

    private static void Drop(ArchiverSignal.BatchRead read)
    {
        read.Batch.Dispose();
        read.Room.Dispose();
    }
}
