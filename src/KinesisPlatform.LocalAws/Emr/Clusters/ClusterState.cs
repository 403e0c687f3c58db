namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>With the names that the API reference gives them.</summary>
internal enum ClusterState
{
    STARTING,
    BOOTSTRAPPING,
    RUNNING,
    WAITING,
    TERMINATING,
    TERMINATED,
    TERMINATED_WITH_ERRORS,
}
