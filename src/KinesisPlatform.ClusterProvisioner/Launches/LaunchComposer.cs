using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Steps;

namespace KinesisPlatform.ClusterProvisioner.Launches;

/// <summary>What EMR is asked for: pure.</summary>
internal static class LaunchComposer
{
    public static RunJobFlowRequest Compose(string clusterId, ClusterSettings settings, ClusterFileSet files, ClusterPlace place) => new()
    {
        Name = settings.Name,
        ReleaseLabel = settings.ReleaseLabel,
        LogUri = LogUriOf(settings, place),
        ServiceRole = settings.ServiceRole,
        JobFlowRole = settings.InstanceProfile,
        SecurityConfiguration = settings.SecurityConfiguration,
        Applications = [.. Applications(settings.Engine).Select(name => new Application { Name = name })],
        Instances = InstancesComposer.Compose(settings),
        BootstrapActions = [.. files.BootstrapActions.Select(action => new BootstrapActionConfig { Name = action.Name, ScriptBootstrapAction = new() { Path = action.Script, Args = [.. action.Args] } })],
        Steps = [.. files.Steps.Select(step => StepComposer.Compose(step, token: null))],
        Configurations = [.. EngineConfigurations.Of(settings, clusterId)],
        ManagedScalingPolicy = Scaling(settings),
        AutoTerminationPolicy = settings.IdleTermination.Enabled ? new() { IdleTimeout = settings.IdleTermination.Minutes * 60L } : null,
        ScaleDownBehavior = ScaleDownBehavior.TERMINATE_AT_TASK_COMPLETION,
        StepConcurrencyLevel = settings.StepConcurrency,
        EbsRootVolumeSize = settings.Instances.RootVolumeGiB,
        VisibleToAllUsers = true,
        Tags = [.. Tags(clusterId, settings, place)],
    };

    /// <summary>The cluster's log folder, with a slash at its end.</summary>
    public static string LogUriOf(ClusterSettings settings, ClusterPlace place) => settings.LogUri ?? place.Logs;

    private static string[] Applications(ClusterEngine engine) => engine == ClusterEngine.Trino ? ["Hadoop", "Hive", "Trino"] : ["Hadoop", "Hive", "ZooKeeper"];

    private static ManagedScalingPolicy? Scaling(ClusterSettings settings) => !settings.Scaling.Enabled ? null : new()
    {
        ComputeLimits = new()
        {
            UnitType = settings.Instances.Collection == Settings.InstanceCollection.Fleets ? ComputeLimitsUnitType.InstanceFleetUnits : ComputeLimitsUnitType.Instances,
            MinimumCapacityUnits = settings.Scaling.MinimumUnits,
            MaximumCapacityUnits = settings.Scaling.MaximumUnits,
            MaximumOnDemandCapacityUnits = settings.Scaling.MaximumOnDemandUnits,
            MaximumCoreCapacityUnits = settings.Scaling.MaximumCoreUnits,
        },
    };

    private static IEnumerable<Tag> Tags(string clusterId, ClusterSettings settings, ClusterPlace place)
    {
        yield return new() { Key = ClusterTags.Deployment, Value = ClusterTags.DeploymentOf(place.Bucket, place.KeyPrefix) };
        yield return new() { Key = ClusterTags.Cluster, Value = clusterId };
        if (!settings.Tags.ContainsKey(ClusterTags.ManagedPolicies)) yield return new() { Key = ClusterTags.ManagedPolicies, Value = "true" };
        foreach (var (key, value) in settings.Tags) yield return new() { Key = key, Value = value };
    }
}
