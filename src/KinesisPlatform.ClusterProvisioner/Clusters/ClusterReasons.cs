using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.ElasticMapReduce.Model;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>EMR's reasons in the user's words: what happened, where the log is, and what to do (EMR Management Guide, "Troubleshoot a cluster").</summary>
internal static partial class ClusterReasons
{
    /// <param name="logUri">The cluster's log folder, with a slash at its end.</param>
    /// <returns>Null while EMR gives none.</returns>
    public static ClusterReason? Of(Cluster cluster, ClusterDocument document, string logUri)
    {
        if (cluster.Status?.StateChangeReason is not { Code.Value: { Length: > 0 } code } reason) return null;
        var said = string.IsNullOrWhiteSpace(reason.Message) ? null : reason.Message;
        var logs = $"{logUri}{cluster.Id}/";
        return code switch
        {
            "BOOTSTRAP_FAILURE" => Bootstrap(code, said, document, logs),
            "VALIDATION_ERROR" => new(code, "EMR does not accept the cluster as it was asked for; its own words say what is wrong. Mostly it is a role, an instance profile, a subnet, a security group or an instance type that is not in this region. Correct the setting and ask for a new cluster.", said),
            "INSTANCE_FLEET_TIMEOUT" => new(code, $"There was no capacity of the types that were asked for within {document.Settings.Instances.Spot.TimeoutMinutes} minutes. Name more types in instances.*.types or more subnets, set instances.spot.whenUnavailable to switchToOnDemand, or try later.", said),
            "INSTANCE_FAILURE" => new(code, "An instance was lost that the cluster cannot do without: the primary one, or too many of those with HDFS. Where it was a spot instance, take the primary and core instances on demand.", said, $"{logs}node/"),
            "STEP_FAILURE" => new(code, "A step failed that was to end the cluster when it fails. GET /clusters/{id} lists the steps.", said, $"{logs}steps/"),
            "INTERNAL_ERROR" => new(code, "EMR failed. Ask for a new cluster; AWS' support can say more.", said, $"{logs}node/"),
            "ALL_STEPS_COMPLETED" => new(code, "All of its steps are done.", said),
            // EMR says the same of a cluster that was idle and of one that somebody ended, but for its words.
            "USER_REQUEST" when said?.Contains("idle", StringComparison.OrdinalIgnoreCase) == true || said?.Contains("auto-termination", StringComparison.OrdinalIgnoreCase) == true =>
                new("IDLE", $"It was idle for {document.Settings.IdleTermination.Minutes} minutes (idleTermination).", said),
            "USER_REQUEST" => new(code, document.TerminationRequestedAt is null ? "Somebody ended it, past this service or for being idle." : "It was ended as asked.", said),
            _ => new(code, said ?? "EMR gives no further reason.", said, logs),
        };
    }

    // On the master instance (i-0123456789abcdef0), bootstrap action 2 returned a non-zero return code
    private static ClusterReason Bootstrap(string code, string? said, ClusterDocument document, string logs)
    {
        var match = BootstrapFailure().Match(said ?? "");
        if (!match.Success) return new(code, "A bootstrap action failed. Its log says why.", said, $"{logs}node/");
        var number = int.TryParse(match.Groups["action"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : 0;
        var name = number >= 1 && number <= document.BootstrapActions.Count ? $" ({document.BootstrapActions[number - 1]})" : "";
        return new(code, $"Bootstrap action {number}{name} failed on instance {match.Groups["instance"].Value}. Its log says why; EMR writes it a few minutes after the end.", said,
            $"{logs}node/{match.Groups["instance"].Value}/bootstrap-actions/{number}/stderr.gz");
    }

    [GeneratedRegex(@"\((?<instance>i-[0-9A-Za-z]+)\).*bootstrap action (?<action>[0-9]{1,4})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BootstrapFailure();
}
