using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Steps;

namespace KinesisPlatform.ClusterProvisioner.Clusters;

/// <summary>A cluster as the API shows it; what a list leaves out is null.</summary>
/// <param name="State">A <see cref="ClusterPhase"/>.</param>
/// <param name="IsTerminating">Somebody asked for its end.</param>
internal sealed record ClusterView(
    string Id, string Name, string State, DateTimeOffset StateSince, bool IsReady, bool IsTerminating, string? EmrId, string Engine, DateTimeOffset RequestedAt, DateTimeOffset? ReadyAt, DateTimeOffset? EndedAt, ClusterReason? Reason,
    CostEstimate? Estimate)
{
    public string? Owner { get; init; }

    /// <summary>Where to reach what, from within the cluster's network.</summary>
    public IReadOnlyList<ClusterEndpoint>? Endpoints { get; init; }

    public IReadOnlyList<InstanceView>? Instances { get; init; }

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<StepView>? Steps { get; init; }

    /// <summary>Since its start, in the estimate's currency.</summary>
    public CostRange? CostSoFar { get; init; }

    public string? LogUri { get; init; }

    /// <summary>Streams whose tables have other names in Hive.</summary>
    public IReadOnlyDictionary<string, string>? HiveNames { get; init; }

    public ClusterSettings? Settings { get; init; }

    /// <summary>What could not be found out now.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    public static ClusterView Of(ClusterDocument document) => new(
        document.Id, document.Settings.Name, PhaseNames.Of(document.Phase), document.PhaseSince, document.IsReady, document.TerminationRequestedAt is not null && !document.HasEnded, document.EmrId,
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(document.Settings.Engine.ToString()), document.RequestedAt, document.ReadyAt, document.EndedAt, document.Reason, document.Estimate)
    {
        Owner = document.Owner.Length == 0 ? null : document.Owner,
    };
}
