namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>What answers SQL on a cluster, besides Hive.</summary>
internal enum ClusterEngine
{
    Trino,
    Drill,
}
