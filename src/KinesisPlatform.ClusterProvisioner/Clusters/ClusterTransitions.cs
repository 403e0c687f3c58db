using Amazon.ElasticMapReduce;
using Amazon.ElasticMapReduce.Model;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>What a cluster's document becomes when something happens: pure. Null where it changes nothing.</summary>
internal static class ClusterTransitions
{
    /// <summary>An instance takes on the launch. After this, and until an answer says that EMR took nothing, nobody sends another.</summary>
    public static ClusterDocument? Claim(ClusterDocument document, string launcher, DateTimeOffset now) =>
        document.Phase != ClusterPhase.Requested || document.TerminationRequestedAt is not null || now < document.NotBefore ? null
            : Enter(document, ClusterPhase.Launching, now) with { Launcher = launcher, LaunchedAt = now };

    /// <summary>EMR has a cluster for it.</summary>
    public static ClusterDocument? Started(ClusterDocument document, string emrId, DateTimeOffset now)
    {
        if (document.EmrId is not null) return null;
        // Also one that was given up: the cluster is there, and whoever has the token is to find it.
        return Enter(document, ClusterPhase.Starting, now) with { EmrId = emrId, Reason = null, EndedAt = null };
    }

    /// <summary>EMR surely took nothing, and may take it later.</summary>
    public static ClusterDocument? Deferred(ClusterDocument document, string launcher, ClusterReason reason, DateTimeOffset notBefore, DateTimeOffset now) =>
        !IsLaunchedBy(document, launcher) ? null
            : Enter(document, ClusterPhase.Requested, now) with { Launcher = null, LaunchedAt = null, Refusals = document.Refusals + 1, NotBefore = notBefore, Reason = reason };

    /// <summary>EMR surely took nothing, and never will.</summary>
    public static ClusterDocument? Refused(ClusterDocument document, string launcher, ClusterReason reason, DateTimeOffset now) =>
        !IsLaunchedBy(document, launcher) ? null : End(document, ClusterPhase.Failed, reason, now);

    /// <summary>No answer came, and no cluster: <paramref name="settleTime"/> after the launch there will be none.</summary>
    public static ClusterDocument? Lost(ClusterDocument document, TimeSpan settleTime, DateTimeOffset now) =>
        document is not { Phase: ClusterPhase.Launching, LaunchedAt: { } at } || now < at + settleTime ? null
            : End(document, ClusterPhase.Failed, new("LAUNCH_LOST",
                $"The launch was sent, its answer never came, and EMR shows no cluster that carries this id {settleTime.TotalMinutes:0} minutes later: nothing runs. Ask again, with a new client token."), now);

    /// <summary>Somebody wants it to end. One that EMR was not asked for yet is taken back at once.</summary>
    public static ClusterDocument? AskTermination(ClusterDocument document, DateTimeOffset now)
    {
        if (document.HasEnded || document.TerminationRequestedAt is not null) return null;
        if (document.Phase != ClusterPhase.Requested) return document with { TerminationRequestedAt = now };
        return End(document, ClusterPhase.Cancelled, new("USER_REQUEST", "It was taken back before EMR was asked for it."), now) with { TerminationRequestedAt = now };
    }

    /// <summary>EMR does not know the cluster: it forgets them two months after their end.</summary>
    public static ClusterDocument? Forgotten(ClusterDocument document, DateTimeOffset now) =>
        document.HasEnded ? null : End(document, ClusterPhase.Failed, new("FORGOTTEN", $"EMR does not know cluster {document.EmrId} any more. Nothing is known of its end."), now);

    public static ClusterDocument? Announced(ClusterDocument document, ClusterPhase phase) => document.Announced == phase || document.Phase != phase ? null : document with { Announced = phase };

    /// <summary>What DescribeCluster says. An answer from before a later one, which lists may give, changes nothing.</summary>
    public static ClusterDocument? Observed(ClusterDocument document, Cluster cluster, ClusterReason? reason, DateTimeOffset now)
    {
        if (document.HasEnded || PhaseOf(cluster.Status?.State) is not { } phase || Rank(phase) < Rank(document.Phase)) return null;
        var timeline = cluster.Status?.Timeline;
        var next = document with
        {
            PrimaryHost = cluster.MasterPublicDnsName is { Length: > 0 } host ? host : document.PrimaryHost,
            ReadyAt = document.ReadyAt ?? Time(timeline?.ReadyDateTime) ?? (phase is ClusterPhase.Running or ClusterPhase.Waiting ? now : null),
            Reason = reason ?? document.Reason,
        };
        if (phase != document.Phase) next = Enter(next, phase, now);
        if (next.HasEnded) next = next with { EndedAt = Time(timeline?.EndDateTime) ?? now };
        return next == document ? null : next;
    }

    public static ClusterPhase? PhaseOf(ClusterState? state) => state?.Value switch
    {
        "STARTING" => ClusterPhase.Starting,
        "BOOTSTRAPPING" => ClusterPhase.Bootstrapping,
        "RUNNING" => ClusterPhase.Running,
        "WAITING" => ClusterPhase.Waiting,
        "TERMINATING" => ClusterPhase.Terminating,
        "TERMINATED" => ClusterPhase.Terminated,
        "TERMINATED_WITH_ERRORS" => ClusterPhase.Failed,
        // A state that EMR has invented since is none that anything can be said about.
        _ => null,
    };

    private static int Rank(ClusterPhase phase) => phase switch
    {
        ClusterPhase.Waiting => (int)ClusterPhase.Running,
        _ => (int)phase,
    };

    private static bool IsLaunchedBy(ClusterDocument document, string launcher) => document.Phase == ClusterPhase.Launching && document.Launcher == launcher;

    private static ClusterDocument Enter(ClusterDocument document, ClusterPhase phase, DateTimeOffset now) => document with { Phase = phase, PhaseSince = now };

    private static ClusterDocument End(ClusterDocument document, ClusterPhase phase, ClusterReason reason, DateTimeOffset now) => Enter(document, phase, now) with { Reason = reason, EndedAt = now };

    private static DateTimeOffset? Time(DateTime? time) => time is { } t ? new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)) : null;
}
