using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Settings;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>
/// Everything that is decided about a cluster, in one object of the bucket: the intent, before EMR is asked, and what became of it. Changed by conditional put only.
/// </summary>
/// <param name="Id">Stands for the client's token: the same token has the same document.</param>
/// <param name="Owner">The API key that asked for it.</param>
/// <param name="RequestHash">Of what was asked: another request with the token is refused.</param>
internal sealed record ClusterDocument(string Id, string Owner, string RequestHash, ClusterSettings Settings, CostEstimate Estimate, DateTimeOffset RequestedAt, string? TraceParent)
{
    public ClusterPhase Phase { get; init; }

    public DateTimeOffset PhaseSince { get; init; } = RequestedAt;

    public ClusterReason? Reason { get; init; }

    /// <summary>Launches that EMR did not take.</summary>
    public int Refusals { get; init; }

    /// <summary>After such a one: not before.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Which instance launches, or did; and since when.</summary>
    public string? Launcher { get; init; }

    public DateTimeOffset? LaunchedAt { get; init; }

    /// <summary>EMR's id (j-...).</summary>
    public string? EmrId { get; init; }

    public string? PrimaryHost { get; init; }

    public DateTimeOffset? ReadyAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Somebody wants it to end; done as soon as it can be.</summary>
    public DateTimeOffset? TerminationRequestedAt { get; init; }

    /// <summary>Names of the bootstrap actions, in order: EMR tells only which number failed.</summary>
    public IReadOnlyList<string> BootstrapActions { get; init; } = [];

    /// <summary>Hive's names of streams, where they are other names.</summary>
    public IReadOnlyDictionary<string, string> HiveNames { get; init; } = new Dictionary<string, string>();

    /// <summary>The phase that was published last.</summary>
    public ClusterPhase? Announced { get; init; }

    public bool HasEnded => Phase is ClusterPhase.Terminated or ClusterPhase.Failed or ClusterPhase.Cancelled;

    public bool IsReady => Phase is ClusterPhase.Running or ClusterPhase.Waiting;
}
