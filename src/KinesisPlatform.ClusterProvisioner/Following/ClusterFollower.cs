using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Emr;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Launches;

namespace KinesisPlatform.ClusterProvisioner.Following;

/// <summary>Takes one cluster a step further, from whatever its document says: every instance may, at any time, any number of times.</summary>
internal sealed class ClusterFollower(
    ClusterStore clusters, EmrReads emr, EmrEnds ends, ClusterLauncher launcher, LostLaunches lost, ClusterAnnouncer announcer, ClusterPlace place, TimeProvider time, ILogger<ClusterFollower> logger)
{
    /// <returns>The document afterwards; null when there is none.</returns>
    public async Task<ClusterDocument?> AdvanceAsync(string id, CancellationToken cancellationToken)
    {
        if (await clusters.FindAsync(id, cancellationToken) is not { } document) return null;
        var before = document.Phase;
        document = document switch
        {
            { Phase: ClusterPhase.Requested } => await launcher.LaunchAsync(document, cancellationToken),
            { Phase: ClusterPhase.Launching } => await lost.ResolveAsync(document, cancellationToken),
            { EmrId: { } emrId, HasEnded: false } => await ObserveAsync(document, emrId, cancellationToken),
            _ => document,
        };
        if (document.Phase != before) Report(document);
        document = await announcer.AnnounceAsync(document, cancellationToken);
        if (document is { TerminationRequestedAt: not null, EmrId: { } running, HasEnded: false } && document.Phase != ClusterPhase.Terminating) await ends.TerminateAsync(running, cancellationToken);
        // Last: until everything about its end is told, an instance comes back to it.
        if (document.HasEnded && document.Announced == document.Phase) await clusters.RemoveActiveAsync(document.Id, cancellationToken);
        return document;
    }

    private async Task<ClusterDocument> ObserveAsync(ClusterDocument document, string emrId, CancellationToken cancellationToken)
    {
        var cluster = await emr.DescribeAsync(emrId, cancellationToken);
        // EMR's reads may be a little behind its writes.
        if (cluster is null && time.GetUtcNow() < document.PhaseSince + TimeSpan.FromHours(1)) return document;
        var update = await clusters.UpdateAsync(document.Id, found => cluster is null
            ? ClusterTransitions.Forgotten(found, time.GetUtcNow())
            : ClusterTransitions.Observed(found, cluster, ClusterReasons.Of(cluster, found, LaunchComposer.LogUriOf(found.Settings, place)), time.GetUtcNow()), cancellationToken);
        return update?.Document ?? document;
    }

    private void Report(ClusterDocument document)
    {
        if (document.Phase == ClusterPhase.Failed)
        {
            logger.ClusterFailed(document.Id, document.Reason?.Message, document.Reason?.Log ?? "none");
            Telemetry.Failed.Add(1, new KeyValuePair<string, object?>("error.type", document.Reason?.Code));
            return;
        }
        logger.ClusterIs(document.Id, document.Phase);
        if (document is { IsReady: true, ReadyAt: { } readyAt } && document.Phase == ClusterPhase.Running) Telemetry.StartDuration.Record((readyAt - document.RequestedAt).TotalSeconds);
    }
}
