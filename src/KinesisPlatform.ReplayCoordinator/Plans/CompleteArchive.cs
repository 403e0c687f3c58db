using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Waits until an archive holds everything that a replay may ask for.</summary>
internal sealed class CompleteArchive(ArchiveCatchUp catchUp, IStreamDirectory streams, IMessageSender messages, ArchiveSignal signal, IOptions<ReplayOptions> options)
{
    /// <exception cref="PlatformException">Invalid: the archive was not there in time; the message says how far it is. NotFound: it has no table.</exception>
    public async Task<TableVersion> WaitAsync(StreamName stream, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var progress = await catchUp.WaitAsync(
            stream, until, options.Value.ArchiveWaitMax, cancel => streams.DescribeAsync(stream, cancel), cancel => messages.SendAsync(new FlushArchive(stream.Value, until), cancel), cancellationToken,
            () => signal.Next);
        var version = progress.Version ?? throw new PlatformException(FailureKind.NotFound, $"Stream '{stream}' has no archive any more: look whether its table was deleted from the bucket.");
        return progress.IsComplete ? version : throw NotInTime(stream, version, progress.Behind, until);
    }

    private PlatformException NotInTime(StreamName stream, TableVersion version, IReadOnlyList<ShardId> behind, DateTimeOffset until)
    {
        var times = behind.Select(s => version.Checkpoints?.Shards.GetValueOrDefault(s)?.ReadUpTo).ToList();
        var upTo = times.Contains(null) ? "not at all yet" : $"up to {times.Min():O}";
        return new(FailureKind.Invalid, $"The archive of stream '{stream}' did not hold everything that arrived before {until:O} after {options.Value.ArchiveWaitMax}: " +
            $"{behind.Count} shard(s) are behind, {behind[0]} and its like were read {upTo}. Look whether the archiver runs and reads this stream, or ask for a 'to' that it has reached.");
    }
}
