using System.Text.Json.Nodes;
using KinesisPlatform.LocalAws.Emr.Clusters;

namespace KinesisPlatform.LocalAws.Emr.Operations;

internal sealed class ClusterOperations(ClusterDirectory clusters)
{
    // Seconds; API reference, AutoTerminationPolicy.
    private const long IdleTimeoutMin = 60, IdleTimeoutMax = 7 * 24 * 3600;

    public JsonObject RunJobFlow(EmrRequest request)
    {
        request.RequiredText("Name");
        if (request.Text("ReleaseLabel") is null && request.Text("AmiVersion") is null) throw EmrException.Validation("You must specify either a release label or an AMI version.");
        if (request.Text("ServiceRole") is null || request.Text("JobFlowRole") is null) throw EmrException.Validation("ServiceRole and InstanceProfile (JobFlowRole) are required for creating a cluster.");
        if (request.Part("AutoTerminationPolicy") is { } policy) CheckIdleTimeout(policy);
        return clusters.Use(now =>
        {
            var cluster = clusters.Start(request, now);
            return new JsonObject { ["JobFlowId"] = cluster.Id, ["ClusterArn"] = cluster.Arn };
        });
    }

    public JsonObject DescribeCluster(EmrRequest request) =>
        clusters.Use(_ => new JsonObject { ["Cluster"] = clusters.Get(request.RequiredText("ClusterId")).ToJson() });

    public JsonObject ListClusters(EmrRequest request)
    {
        var (states, after, before) = (request.Values<ClusterState>("ClusterStates"), request.Time("CreatedAfter"), request.Time("CreatedBefore"));
        return clusters.Use(_ => Page.Of(request, "Clusters", clusters.All
            .Where(cluster => (states.Count == 0 || states.Contains(cluster.State)) && !(cluster.CreatedAt <= after) && !(cluster.CreatedAt >= before))
            .Select(cluster => cluster.ToSummary())));
    }

    /// <summary>Asked for by <c>aws emr describe-cluster</c>.</summary>
    public JsonObject ListBootstrapActions(EmrRequest request) =>
        clusters.Use(_ => Page.Of(request, "BootstrapActions", clusters.Get(request.RequiredText("ClusterId")).BootstrapActions()));

    public JsonObject TerminateJobFlows(EmrRequest request) => ForEach(request, (all, now) =>
    {
        if (all.Any(cluster => cluster.IsProtected && !cluster.IsEnding)) throw EmrException.Validation("Could not shut down one or more job flows since they are termination protected.");
        foreach (var cluster in all) cluster.Terminate(StateChangeReason.UserRequest, now);
    });

    public JsonObject SetTerminationProtection(EmrRequest request)
    {
        var isProtected = request.OptionalFlag("TerminationProtected") ?? throw EmrException.Missing("TerminationProtected");
        return ForEach(request, (all, _) =>
        {
            foreach (var cluster in all) cluster.IsProtected = isProtected;
        });
    }

    public JsonObject PutManagedScalingPolicy(EmrRequest request)
    {
        var limits = (request.Part("ManagedScalingPolicy") ?? throw EmrException.Missing("ManagedScalingPolicy")).Part("ComputeLimits") ?? throw EmrException.Missing("ComputeLimits");
        limits.RequiredText("UnitType");
        var (min, max) = (limits.Number("MinimumCapacityUnits") ?? throw EmrException.Missing("MinimumCapacityUnits"), limits.Number("MaximumCapacityUnits") ?? throw EmrException.Missing("MaximumCapacityUnits"));
        if (min < 1 || min > max) throw EmrException.Validation("The minimum capacity must be at least 1 and at most the maximum capacity.");
        // Checked and not followed: the number of instances stays as it is.
        return clusters.Use(_ =>
        {
            Modifiable(request);
            return new JsonObject();
        });
    }

    public JsonObject PutAutoTerminationPolicy(EmrRequest request)
    {
        var policy = request.Part("AutoTerminationPolicy");
        var idle = policy is { } given ? CheckIdleTimeout(given) : (TimeSpan?)null;
        return clusters.Use(_ =>
        {
            Modifiable(request).IdleTimeout = idle;
            return new JsonObject();
        });
    }

    private static TimeSpan CheckIdleTimeout(EmrRequest policy)
    {
        var seconds = policy.Long("IdleTimeout") ?? throw EmrException.Missing("IdleTimeout");
        return seconds is >= IdleTimeoutMin and <= IdleTimeoutMax ? TimeSpan.FromSeconds(seconds)
            : throw EmrException.Validation($"The idle timeout must be between {IdleTimeoutMin} and {IdleTimeoutMax} seconds.");
    }

    private EmrCluster Modifiable(EmrRequest request)
    {
        var cluster = clusters.Get(request.RequiredText("ClusterId"));
        return cluster.IsEnding ? throw EmrException.Validation("A job flow that is shutting down, terminated, or finished may not be modified.") : cluster;
    }

    private JsonObject ForEach(EmrRequest request, Action<List<EmrCluster>, DateTimeOffset> change)
    {
        var ids = request.Texts("JobFlowIds");
        if (ids.Count == 0) throw EmrException.Missing("JobFlowIds");
        return clusters.Use(now =>
        {
            change([.. ids.Select(id => clusters.Find(id) ?? throw EmrException.Validation("Specified job flow ID does not exist."))], now);
            return new JsonObject();
        });
    }
}
