namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>Why a cluster is in its phase.</summary>
/// <param name="Code">EMR's own code, or this service's: LAUNCH_REFUSED, LAUNCH_LOST, FORGOTTEN.</param>
/// <param name="Message">What happened, and what to do.</param>
/// <param name="EmrMessage">EMR's own words.</param>
/// <param name="Log">Where the log is that says more.</param>
internal sealed record ClusterReason(string Code, string Message, string? EmrMessage = null, string? Log = null);
