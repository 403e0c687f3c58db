using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Launches;

/// <summary>EMR's configuration objects: this service's, and the user's over them. Everybody who may describe the cluster reads them: no secrets.</summary>
internal static class EngineConfigurations
{
    public static IEnumerable<Configuration> Of(ClusterSettings settings, string clusterId)
    {
        var own = Own(settings, clusterId).ToList();
        foreach (var configuration in own)
        {
            var users = settings.Configurations.Where(user => user.Classification == configuration.Classification).ToList();
            yield return new()
            {
                Classification = configuration.Classification,
                Properties = configuration.Properties!.Concat(users.SelectMany(user => user.Properties)).GroupBy(property => property.Key).ToDictionary(group => group.Key, group => group.Last().Value),
                Configurations = [.. users.SelectMany(user => user.Configurations).Select(Copy)],
            };
        }
        foreach (var user in settings.Configurations.Where(user => own.TrueForAll(configuration => configuration.Classification != user.Classification))) yield return Copy(user);
    }

    private static IEnumerable<Configuration> Own(ClusterSettings settings, string clusterId)
    {
        // Iceberg's classes in Hive (EMR Release Guide, "Use an Iceberg cluster with Hive").
        yield return new() { Classification = "iceberg-defaults", Properties = new() { ["iceberg.enabled"] = "true" } };
        var hive = new Dictionary<string, string> { ["iceberg.engine.hive.enabled"] = "true", ["kinesis.checkpoint.enabled"] = settings.Live.Checkpointing ? "true" : "false" };
        if (settings.Live.Checkpointing)
        {
            hive["kinesis.checkpoint.metastore.table.name"] = settings.Live.CheckpointTable;
            hive["kinesis.checkpoint.metastore.hash.key.name"] = "HashKey";
            hive["kinesis.checkpoint.metastore.range.key.name"] = "RangeKey";
            // Queries of different clusters over one stream keep their own place in it.
            hive["kinesis.checkpoint.logical.name"] = clusterId;
        }
        yield return new() { Classification = "hive-site", Properties = hive };
    }

    private static Configuration Copy(EngineConfiguration configuration) => new()
    {
        Classification = configuration.Classification,
        Properties = new(configuration.Properties),
        Configurations = [.. configuration.Configurations.Select(Copy)],
    };
}
