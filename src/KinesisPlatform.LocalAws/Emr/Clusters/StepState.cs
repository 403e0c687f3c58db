namespace KinesisPlatform.LocalAws.Emr.Clusters;

/// <summary>With the names that the API reference gives them.</summary>
internal enum StepState
{
    PENDING,
    CANCEL_PENDING,
    RUNNING,
    COMPLETED,
    CANCELLED,
    FAILED,
    INTERRUPTED,
}
