using System.Threading.Channels;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>Reads one shard into a stream's loop until the shard ends, fails or is stopped. A restart is a new feed, so that what an old one had queued is told apart.</summary>
internal sealed class ShardFeed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private Task _pump = Task.CompletedTask;

    private ShardFeed(CancellationToken cancellationToken) => _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    public static ShardFeed Start(IShardReader reader, StreamName stream, ShardId shard, ReadPosition from, ChannelWriter<ArchiverSignal> signals, CancellationToken cancellationToken)
    {
        var feed = new ShardFeed(cancellationToken);
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
            await foreach (var batch in reader.ReadAsync(stream, shard, from, _stop.Token))
                await signals.WriteAsync(new ArchiverSignal.BatchRead(this, batch), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested) { }
        catch (Exception error)
        {
            await ReportAsync(error, signals);
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
