using System.Runtime.CompilerServices;
using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;

namespace KinesisPlatform.ClusterProvisioner.Emr;

/// <summary>Reads of EMR, in pages, with its failures translated. These and what is harmless twice are retried by the SDK.</summary>
internal sealed class EmrReads(IAmazonElasticMapReduce emr)
{
    /// <returns>Null when EMR knows no such cluster.</returns>
    public async Task<Cluster?> DescribeAsync(string emrId, CancellationToken cancellationToken)
    {
        try
        {
            return (await RunAsync("DescribeCluster", () => emr.DescribeClusterAsync(new() { ClusterId = emrId }, cancellationToken), cancellationToken)).Cluster;
        }
        catch (PlatformException e) when (e.InnerException is { } inner && EmrFailures.IsNoSuchCluster(inner))
        {
            return null;
        }
    }

    /// <summary>The newest first.</summary>
    public async IAsyncEnumerable<ClusterSummary> ListClustersAsync(DateTimeOffset? createdAfter, IReadOnlyList<ClusterState> states, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var request = new ListClustersRequest { CreatedAfter = createdAfter?.UtcDateTime, ClusterStates = states.Count == 0 ? null : [.. states], Marker = marker };
            var page = await RunAsync("ListClusters", () => emr.ListClustersAsync(request, cancellationToken), cancellationToken);
            foreach (var cluster in page.Clusters ?? []) yield return cluster;
            marker = page.Marker;
        }
        while (!string.IsNullOrEmpty(marker));
    }

    public async IAsyncEnumerable<Instance> ListInstancesAsync(string emrId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await RunAsync("ListInstances", () => emr.ListInstancesAsync(new() { ClusterId = emrId, Marker = marker }, cancellationToken), cancellationToken);
            foreach (var instance in page.Instances ?? []) yield return instance;
            marker = page.Marker;
        }
        while (!string.IsNullOrEmpty(marker));
    }

    /// <summary>The newest first.</summary>
    public async IAsyncEnumerable<StepSummary> ListStepsAsync(string emrId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await RunAsync("ListSteps", () => emr.ListStepsAsync(new() { ClusterId = emrId, Marker = marker }, cancellationToken), cancellationToken);
            foreach (var step in page.Steps ?? []) yield return step;
            marker = page.Marker;
        }
        while (!string.IsNullOrEmpty(marker));
    }

    /// <summary>By id: what role an instance has, only its group or fleet says.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RolesAsync(string emrId, bool areFleets, CancellationToken cancellationToken)
    {
        if (areFleets)
        {
            var fleets = await RunAsync("ListInstanceFleets", () => emr.ListInstanceFleetsAsync(new() { ClusterId = emrId }, cancellationToken), cancellationToken);
            return (fleets.InstanceFleets ?? []).Where(fleet => fleet.Id is not null).ToDictionary(fleet => fleet.Id!, fleet => RoleName(fleet.InstanceFleetType?.Value));
        }
        var groups = await RunAsync("ListInstanceGroups", () => emr.ListInstanceGroupsAsync(new() { ClusterId = emrId }, cancellationToken), cancellationToken);
        return (groups.InstanceGroups ?? []).Where(group => group.Id is not null).ToDictionary(group => group.Id!, group => RoleName(group.InstanceGroupType?.Value));
    }

    /// <exception cref="PlatformException">Unavailable: EMR did not answer. Invalid: it refused.</exception>
    public static async Task<T> RunAsync<T>(string operation, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (EmrFailures.IsOf(e) && !cancellationToken.IsCancellationRequested)
        {
            throw EmrFailures.ToPlatform(e, $"elasticmapreduce:{operation}");
        }
    }

    private static string RoleName(string? role) => role is "MASTER" ? "primary" : role?.ToLowerInvariant() ?? "";
}
