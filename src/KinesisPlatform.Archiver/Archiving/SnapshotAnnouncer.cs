using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;

namespace KinesisPlatform.Archiver.Archiving;

/// <summary>Publishes <see cref="SnapshotCommitted"/>, waiting no longer than a hint is worth.</summary>
internal sealed class SnapshotAnnouncer(IMessageSender messages, TimeProvider time, ILogger<SnapshotAnnouncer> logger) : ISnapshotAnnouncer
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(5);

    public async Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(PatienceMax, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await messages.PublishAsync(new SnapshotCommitted(stream.Value, version.Version, version.SnapshotId, version.RecordCount, version.CommittedAt), linked.Token);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Log.AnnouncementFailed(logger, stream, version.Version, error.Message);
        }
    }
}
