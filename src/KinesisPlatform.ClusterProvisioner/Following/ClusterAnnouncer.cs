using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;

namespace KinesisPlatform.ClusterProvisioner.Following;

/// <summary>Publishes what a cluster has become: sent first and noted after, so that a crash between repeats an event and never leaves one out.</summary>
internal sealed class ClusterAnnouncer(ClusterStore clusters, IMessageSender messages, ILogger<ClusterAnnouncer> logger)
{
    public async Task<ClusterDocument> AnnounceAsync(ClusterDocument document, CancellationToken cancellationToken)
    {
        if (document.Announced == document.Phase) return document;
        try
        {
            await messages.PublishAsync(new ClusterStateChanged(document.Id, document.Settings.Name, PhaseNames.Of(document.Phase), document.EmrId, document.Reason?.Code, document.Reason?.Message, document.PhaseSince), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // The next look at the cluster publishes it again.
            logger.EventNotSent(document.Id, e);
            return document;
        }
        var phase = document.Phase;
        return (await clusters.UpdateAsync(document.Id, found => ClusterTransitions.Announced(found, phase), cancellationToken))?.Document ?? document;
    }
}
