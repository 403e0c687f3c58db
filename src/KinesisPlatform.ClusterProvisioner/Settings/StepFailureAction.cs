namespace KinesisPlatform.ClusterProvisioner.Settings;

internal enum StepFailureAction
{
    Continue,
    CancelAndWait,
    TerminateCluster,
}
