using Amazon.ElasticMapReduce;

namespace KinesisPlatform.ClusterProvisioner.Emr;

/// <summary>Ends clusters. Ending one twice does no harm, so the SDK retries.</summary>
internal sealed class EmrEnds(IAmazonElasticMapReduce emr)
{
    /// <exception cref="PlatformException">Conflict: it is protected.</exception>
    public async Task TerminateAsync(string emrId, CancellationToken cancellationToken)
    {
        try
        {
            await EmrReads.RunAsync("TerminateJobFlows", () => emr.TerminateJobFlowsAsync(new() { JobFlowIds = [emrId] }, cancellationToken), cancellationToken);
        }
        catch (PlatformException e) when (e.InnerException is { } inner && EmrFailures.IsTerminationProtection(inner))
        {
            throw new PlatformException(FailureKind.Conflict, $"Cluster {emrId} is protected from termination. DELETE it with ?force=true, which takes the protection off first.", inner);
        }
    }

    public Task UnprotectAsync(string emrId, CancellationToken cancellationToken) => EmrReads.RunAsync("SetTerminationProtection",
        () => emr.SetTerminationProtectionAsync(new() { JobFlowIds = [emrId], TerminationProtected = false }, cancellationToken), cancellationToken);
}
