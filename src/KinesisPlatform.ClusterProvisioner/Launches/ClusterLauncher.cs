using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Emr;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Following;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Launches;

/// <summary>
/// Brings a requested cluster to EMR, at most once: the files first, then the claim by conditional write, then one RunJobFlow that nobody ever repeats. When its answer is lost, the cluster's
/// tag tells what became of it (<see cref="LostLaunches"/>).
/// </summary>
internal sealed class ClusterLauncher(
    ClusterStore clusters, ClusterFileUploader files, OnceOnlyEmr emr, ClusterPlace place, PollDelays delays, IOptions<ProvisionerOptions> options, TimeProvider time, Func<Guid> newId, ILogger<ClusterLauncher> logger)
{
    /// <returns>The document afterwards.</returns>
    public async Task<ClusterDocument> LaunchAsync(ClusterDocument document, CancellationToken cancellationToken)
    {
        if (document.NotBefore > time.GetUtcNow()) return document;
        using var span = Telemetry.Start("cluster launch", document.Id, document.TraceParent);
        var tables = await files.FindTablesAsync(document.Settings, cancellationToken);
        var set = files.Compose(document.Settings, tables);
        await files.UploadAsync(set.Files, cancellationToken);
        var request = LaunchComposer.Compose(document.Id, document.Settings, set, place);
        // One name for each try: a claim whose answer was lost is known by it, and another's is not taken for it.
        var launcher = $"{Environment.MachineName}/{newId():N}";
        var claim = await clusters.UpdateAsync(document.Id, found => ClusterTransitions.Claim(found, launcher, time.GetUtcNow()) is { } claimed
            ? claimed with
            {
                BootstrapActions = [.. set.BootstrapActions.Select(action => action.Name)],
                HiveNames = tables.Where(table => table.HiveName != table.Stream.Value).ToDictionary(table => table.Stream.Value, table => table.HiveName),
            }
            : null, cancellationToken);
        if (claim is null) return document;
        if (claim.Document is not { Phase: ClusterPhase.Launching } claimed || claimed.Launcher != launcher) return claim.Document;
        return await SendAsync(claimed, launcher, request, cancellationToken);
    }

    private async Task<ClusterDocument> SendAsync(ClusterDocument document, string launcher, RunJobFlowRequest request, CancellationToken cancellationToken)
    {
        string? emrId;
        try
        {
            emrId = (await emr.Client.RunJobFlowAsync(request, cancellationToken)).JobFlowId;
        }
        catch (Exception e) when (EmrFailures.IsOf(e) && !cancellationToken.IsCancellationRequested)
        {
            return await FailedAsync(document, launcher, e, cancellationToken);
        }
        if (string.IsNullOrEmpty(emrId)) return document;
        logger.Launched(document.Id, emrId);
        Telemetry.Launched.Add(1);
        return await SaveAsync(document, found => ClusterTransitions.Started(found, emrId, time.GetUtcNow()), cancellationToken);
    }

    private Task<ClusterDocument> FailedAsync(ClusterDocument document, string launcher, Exception exception, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var said = EmrFailures.Explain(exception, "elasticmapreduce:RunJobFlow and iam:PassRole");
        switch (EmrFailures.OutcomeOf(exception))
        {
            case SendOutcome.NotTaken when document.Refusals < options.Value.LaunchRetriesMax:
                logger.LaunchDeferred(document.Id, said);
                return SaveAsync(document, found => ClusterTransitions.Deferred(found, launcher, new("LAUNCH_DEFERRED", $"EMR did not take the launch; it is tried again. {said}", exception.Message), now + delays.After(document.Refusals), now), cancellationToken);
            case SendOutcome.Unknown:
                // The tag tells, not another request.
                logger.LaunchUnanswered(document.Id, exception.Message);
                return Task.FromResult(document);
            default:
                logger.LaunchRefused(document.Id, said);
                return SaveAsync(document, found => ClusterTransitions.Refused(found, launcher, new("LAUNCH_REFUSED", said, exception.Message), now), cancellationToken);
        }
    }

    private async Task<ClusterDocument> SaveAsync(ClusterDocument document, Func<ClusterDocument, ClusterDocument?> change, CancellationToken cancellationToken) =>
        (await clusters.UpdateAsync(document.Id, change, cancellationToken))?.Document ?? document;
}
