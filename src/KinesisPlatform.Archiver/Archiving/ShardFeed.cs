using System.Threading.Channels;
using KinesisPlatform.Archiver.Buffering;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>Reads one shard into a stream's loop until the shard ends, fails or is stopped. A restart is a new feed, so that what an old one had queued is told apart.</summary>
internal sealed class ShardFeed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly BufferShare _share;
    private readonly TimeProvider _time;
    private Task _pump = Task.CompletedTask;

    private ShardFeed(BufferShare share, TimeProvider time, CancellationToken cancellationToken) =>
        (_share, _time, _stop) = (share, time, CancellationTokenSource.CreateLinkedTokenSource(cancellationToken));

    public static ShardFeed Start(
        IShardReader reader, StreamName stream, ShardId shard, ReadPosition from, ChannelWriter<ArchiverSignal> signals, BufferShare share, TimeProvider time, CancellationToken cancellationToken)
    {
        var feed = new ShardFeed(share, time, cancellationToken);
        feed._pump = feed.PumpAsync(reader, stream, shard, from, signals);
        return feed;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        _stop.Dispose();
    }

    private async Task PumpAsync(IShardReader reader, StreamName stream, ShardId shard, ReadPosition from, ChannelWriter<ArchiverSignal> signals)
    {
        try
        {
            await using var batches = reader.ReadAsync(stream, shard, from, _stop.Token).GetAsyncEnumerator(_stop.Token);
            var (last, lastAt) = ((long?)null, _time.GetTimestamp());
            while (true)
            {
                var room = await _share.TakeAsync(BatchSize.ExpectMemory(last, _time.GetElapsedTime(lastAt)), _stop.Token);
                if (await ReadAsync(batches, room, signals) is not { } bytes) return;
                (last, lastAt) = (bytes, _time.GetTimestamp());
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
        catch (Exception error)
        {
            await ReportAsync(error, signals);
        }
    }

    /// <returns>The memory that the batch takes; null at the end of the shard.</returns>
    private async Task<long?> ReadAsync(IAsyncEnumerator<ShardBatch> batches, BufferRoom room, ChannelWriter<ArchiverSignal> signals)
    {
        ShardBatch? batch = null;
        try
        {
            if (!await batches.MoveNextAsync()) return null;
            batch = batches.Current;
            var bytes = BatchSize.MemoryBytes(batch);
            room.Correct(bytes);
            await signals.WriteAsync(new ArchiverSignal.BatchRead(this, batch, room), _stop.Token);
            (batch, room) = (null, null!);
            return bytes;
        }
        finally
        {
            // What the loop did not get.
            room?.Dispose();
            batch?.Dispose();
        }
    }

    private async Task ReportAsync(Exception error, ChannelWriter<ArchiverSignal> signals)
    {
        try
        {
            await signals.WriteAsync(new ArchiverSignal.FeedFailed(this, error), _stop.Token);
        }
        catch (OperationCanceledException) { }
    }
}
