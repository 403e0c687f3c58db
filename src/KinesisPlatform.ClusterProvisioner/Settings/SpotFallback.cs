namespace KinesisPlatform.ClusterProvisioner.Settings;

internal enum SpotFallback
{
    SwitchToOnDemand,
    TerminateCluster,
}
