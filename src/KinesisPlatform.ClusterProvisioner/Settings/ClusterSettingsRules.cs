namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>What settings mean for each other: what a schema cannot say.</summary>
internal static class ClusterSettingsRules
{
    // EMR runs at most 16 bootstrap actions, and takes at most 50 tags; some of both are this service's.
    private const int TagCountMax = 45;
    private const int TagKeyCharactersMax = 128;

    public static IReadOnlyList<SettingsError> Check(ClusterSettings settings) =>
        [.. OfEngine(settings), .. OfInstances(settings.Instances), .. OfScaling(settings), .. OfPlace(settings), .. OfTags(settings.Tags)];

    private static IEnumerable<SettingsError> OfEngine(ClusterSettings settings)
    {
        var (gateway, drill) = (settings.Gateway, settings.Drill);
        if (settings.Engine == ClusterEngine.Trino)
        {
            if (gateway.Uri is null) yield return new("gateway.uri", "Is needed for trino: where the cluster reaches the query-gateway, such as https://gateway.internal.", IsMissing: true);
            if (gateway.TokenFrom is null) yield return new("gateway.tokenFrom", "Is needed for trino: where its instances read the gateway's API key, such as ssm:/kinesis-platform/gateway-token, or none.", IsMissing: true);
            if (gateway.Catalog is "hive" or "iceberg" or "system" or "jmx" or "memory" or "tpch" or "tpcds") yield return new("gateway.catalog", $"EMR has a catalog '{gateway.Catalog}' of its own: choose another name.");
        }
        else
        {
            if (drill.Tarball is null) yield return new("drill.tarball", "Is needed for drill: where Apache Drill's release is, such as s3://my-bucket/apache-drill-1.22.0.tar.gz.", IsMissing: true);
            if (drill.Sha256 is null) yield return new("drill.sha256", "Is needed for drill: the SHA-256 of the tarball (sha256sum says it).", IsMissing: true);
        }
        // In clear text everyone on the way reads the key, and with it every stream that it may read.
        if (gateway is { Uri: { } uri, TokenFrom: not null and not GatewaySettings.NoToken } && uri.StartsWith("http://", StringComparison.Ordinal))
            yield return new("gateway.uri", "Must be https where an API key is sent to it.");
    }

    private static IEnumerable<SettingsError> OfInstances(InstanceSettings instances)
    {
        if (instances.Primary is not { OnDemand: 1, Spot: 0 } and not { OnDemand: 0, Spot: 1 }) yield return new("instances.primary", "Must be exactly one unit: onDemand 1 and spot 0, or the other way round.");
        if (instances.Core.Units == 0) yield return new("instances.core", "Must have one unit at least: core instances hold HDFS.");
        foreach (var (name, role) in instances.Roles)
        {
            var path = $"instances.{name}";
            if (role.Units > 0 && role.Types.Count == 0) yield return new($"{path}.types", "Must name one type at least.");
            foreach (var twice in role.Types.GroupBy(type => type.Type).Where(group => group.Count() > 1)) yield return new($"{path}.types", $"Names {twice.Key} twice.");
            if (name == "primary" && role.Types.Any(type => type.Weight != 1)) yield return new($"{path}.types", "The one primary instance has weight 1.");
            if (instances.Collection == InstanceCollection.Fleets || role.Units == 0) continue;
            if (role.Types.Count > 1) yield return new($"{path}.types", "A group has exactly one type: name one, or use fleets.");
            if (role is { OnDemand: > 0, Spot: > 0 }) yield return new(path, "A group is either on demand or spot: set one of them to 0, or use fleets.");
            if (role.Types.Any(type => type.Weight != 1)) yield return new($"{path}.types", "Groups count instances: leave weights out, or use fleets.");
        }
    }

    private static IEnumerable<SettingsError> OfScaling(ClusterSettings settings)
    {
        var (scaling, instances) = (settings.Scaling, settings.Instances);
        if (!scaling.Enabled) yield break;
        if (scaling.MinimumUnits < 1) yield return new("scaling.minimumUnits", "Must be 1 at least.");
        if (scaling.MinimumUnits > scaling.MaximumUnits) yield return new("scaling.maximumUnits", $"Must not be less than minimumUnits ({scaling.MinimumUnits}).");
        if (scaling.MaximumOnDemandUnits > scaling.MaximumUnits) yield return new("scaling.maximumOnDemandUnits", $"Must not be more than maximumUnits ({scaling.MaximumUnits}).");
        if (scaling.MaximumCoreUnits > scaling.MaximumUnits) yield return new("scaling.maximumCoreUnits", $"Must not be more than maximumUnits ({scaling.MaximumUnits}).");
        if (instances.Core.Units > (scaling.MaximumCoreUnits ?? scaling.MaximumUnits)) yield return new("instances.core", "Starts with more units than scaling.maximumCoreUnits or maximumUnits allow.");
        if (instances.Core.Units + instances.Task.Units > scaling.MaximumUnits) yield return new("instances", $"Core and task instances start with more units than scaling.maximumUnits ({scaling.MaximumUnits}).");
    }

    private static IEnumerable<SettingsError> OfPlace(ClusterSettings settings)
    {
        if (settings.Subnets.Count > 1 && settings.Instances.Collection == InstanceCollection.Groups) yield return new("subnets", "Instance groups take one subnet: name one, or use fleets.");
        if (settings.Subnets.Distinct().Count() < settings.Subnets.Count) yield return new("subnets", "Names a subnet twice.");
        if (settings.SecurityGroups.Primary is null != settings.SecurityGroups.Core is null) yield return new("securityGroups", "EMR takes both of primary and core, or none.");
        if (settings.Live.Checkpointing && settings.Live.CheckpointTable.Length == 0) yield return new("live.checkpointTable", "Is needed where checkpointing is on.", IsMissing: true);
    }

    private static IEnumerable<SettingsError> OfTags(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.Count > TagCountMax) yield return new("tags", $"May be {TagCountMax} at most.");
        foreach (var key in tags.Keys)
        {
            if (key.Length is 0 or > TagKeyCharactersMax || !key.All(c => char.IsAsciiLetterOrDigit(c) || " _.:/=+@-".Contains(c, StringComparison.Ordinal))) yield return new($"tags.{key}", $"A tag's key has 1 to {TagKeyCharactersMax} letters, digits, spaces and _.:/=+@-.");
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase) || key.StartsWith(ClusterTags.Prefix, StringComparison.OrdinalIgnoreCase)) yield return new($"tags.{key}", $"Keys that begin with aws: or {ClusterTags.Prefix} are not yours to set.");
        }
    }
}
