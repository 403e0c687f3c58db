using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Waits until an archive holds everything that arrived before a time.</summary>
internal sealed class ArchiveCatchUp(IStreamDirectory streams, IMessageSender messages, ArchiveSignal signal, IOptions<ReplayOptions> options, TimeProvider time)
{
    /// <summary>A lost command must not cost the archiver's whole buffer age.</summary>
    private static readonly TimeSpan FlushAgainAfter = TimeSpan.FromSeconds(10);

    /// <exception cref="PlatformException">Invalid: the archive was not there in time; the message says how far it is.</exception>
    public async Task<TableVersion> WaitAsync(IArchiveTable table, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var giveUpAt = time.GetUtcNow() + options.Value.ArchiveWaitMax;
        var flushAt = DateTimeOffset.MinValue;
        while (true)
        {
            var next = signal.Next;
            var source = await streams.DescribeAsync(table.Stream, cancellationToken);
            var version = await table.LoadAsync(cancellationToken);
            var behind = ArchiveProgress.Behind(source, version, until);
            if (behind.Count == 0) return version;
            var now = time.GetUtcNow();
            if (now >= giveUpAt) throw NotInTime(table.Stream, version, behind, until);
            if (now >= flushAt)
            {
                await messages.SendAsync(new FlushArchive(table.Stream.Value, until), cancellationToken);
                flushAt = now + FlushAgainAfter;
            }
            await WaitAsync(next, cancellationToken);
        }
    }

    private async Task WaitAsync(Task next, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(next, Task.Delay(options.Value.ArchivePollInterval, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private PlatformException NotInTime(StreamName stream, TableVersion version, IReadOnlyList<ShardId> behind, DateTimeOffset until)
    {
        var times = behind.Select(s => version.Checkpoints?.Shards.GetValueOrDefault(s)?.ReadUpTo).ToList();
        var upTo = times.Contains(null) ? "not at all yet" : $"up to {times.Min():O}";
        return new(FailureKind.Invalid, $"The archive of stream '{stream}' did not hold everything that arrived before {until:O} after {options.Value.ArchiveWaitMax}: " +
            $"{behind.Count} shard(s) are behind, {behind[0]} and its like were read {upTo}. Look whether the archiver runs and reads this stream, or ask for a 'to' that it has reached.");
    }
}
