using KinesisPlatform.ClusterProvisioner.Clusters;

namespace KinesisPlatform.ClusterProvisioner;

/// <summary>Events 1-9 requests, 10-19 launches, 20-29 following, 30-39 orphans.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Cluster {ClusterId} ({Name}) was requested.")]
    public static partial void ClusterRequested(this ILogger logger, string clusterId, string name);

    [LoggerMessage(2, LogLevel.Warning, "The command to launch cluster {ClusterId} could not be sent; the next sweep finds it.")]
    public static partial void CommandNotSent(this ILogger logger, string clusterId, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "Cluster {ClusterId} is to end, as key '{KeyId}' asks.")]
    public static partial void TerminationRequested(this ILogger logger, string clusterId, string keyId);

    [LoggerMessage(4, LogLevel.Information, "{Count} steps were added to cluster {ClusterId}.")]
    public static partial void StepsAdded(this ILogger logger, string clusterId, int count);

    [LoggerMessage(10, LogLevel.Information, "Cluster {ClusterId} is {EmrId} at EMR.")]
    public static partial void Launched(this ILogger logger, string clusterId, string emrId);

    [LoggerMessage(11, LogLevel.Warning, "EMR did not take the launch of cluster {ClusterId}, which is tried again: {Reason}")]
    public static partial void LaunchDeferred(this ILogger logger, string clusterId, string reason);

    [LoggerMessage(12, LogLevel.Error, "EMR refused the launch of cluster {ClusterId}: {Reason}")]
    public static partial void LaunchRefused(this ILogger logger, string clusterId, string reason);

    [LoggerMessage(13, LogLevel.Warning, "The launch of cluster {ClusterId} was not answered ({Reason}). It is not sent again: the cluster is looked for by its tag.")]
    public static partial void LaunchUnanswered(this ILogger logger, string clusterId, string reason);

    [LoggerMessage(14, LogLevel.Information, "Cluster {ClusterId}, whose launch was not answered, is {EmrId} at EMR, as its tag says.")]
    public static partial void LaunchFound(this ILogger logger, string clusterId, string emrId);

    [LoggerMessage(15, LogLevel.Error, "The launch of cluster {ClusterId} is lost: EMR has no cluster with its tag.")]
    public static partial void LaunchLost(this ILogger logger, string clusterId);

    [LoggerMessage(20, LogLevel.Information, "Cluster {ClusterId} is {Phase}.")]
    public static partial void ClusterIs(this ILogger logger, string clusterId, ClusterPhase phase);

    [LoggerMessage(21, LogLevel.Error, "Cluster {ClusterId} failed: {Reason} Its log: {Log}.")]
    public static partial void ClusterFailed(this ILogger logger, string clusterId, string? reason, string log);

    [LoggerMessage(22, LogLevel.Warning, "Cluster {ClusterId} could not be looked after; it is tried again.")]
    public static partial void FollowFailed(this ILogger logger, string clusterId, Exception exception);

    [LoggerMessage(23, LogLevel.Warning, "Clusters that have not ended could not be listed; the next sweep tries again.")]
    public static partial void ListFailed(this ILogger logger, Exception exception);

    [LoggerMessage(24, LogLevel.Warning, "What became of cluster {ClusterId} could not be published; the next look at it tries again.")]
    public static partial void EventNotSent(this ILogger logger, string clusterId, Exception exception);

    [LoggerMessage(30, LogLevel.Warning, "EMR runs {EmrId}, which nobody accounts for: {Why}")]
    public static partial void OrphanFound(this ILogger logger, string emrId, string why);

    [LoggerMessage(31, LogLevel.Warning, "EMR's clusters could not be compared with the documents; the next time they are: {Reason}")]
    public static partial void ReconcileFailed(this ILogger logger, string reason);

    [LoggerMessage(32, LogLevel.Warning, "Only the newest {Count} clusters of the account were looked at for orphans.")]
    public static partial void TooManyClusters(this ILogger logger, int count);
}
