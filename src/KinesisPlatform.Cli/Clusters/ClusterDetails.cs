namespace KinesisPlatform.Cli.Clusters;

/// <summary>The provisioner's <c>GET /clusters/{id}</c>, as far as it is shown; lists leave out what is of one cluster.</summary>
internal sealed record ClusterDetails(
    string Id, string Name, string State, DateTimeOffset StateSince, bool IsReady, bool IsTerminating, string? EmrId, string Engine, DateTimeOffset RequestedAt, DateTimeOffset? ReadyAt, DateTimeOffset? EndedAt,
    ClusterReason? Reason, CostEstimate? Estimate, IReadOnlyList<ClusterEndpoint>? Endpoints, IReadOnlyList<ClusterInstance>? Instances, IReadOnlyList<ClusterStep>? Steps, CostRange? CostSoFar, string? LogUri,
    IReadOnlyList<string>? Notes)
{
    public bool HasEnded => State is "terminated" or "failed" or "cancelled";
}

/// <param name="Message">What happened, and what to do.</param>
internal sealed record ClusterReason(string Code, string Message, string? EmrMessage, string? Log);

internal sealed record ClusterEndpoint(string Name, string Uri);

internal sealed record ClusterInstance(string? Ec2Id, string Role, string? Type, string Market, string? State, string? PrivateDnsName);

internal sealed record ClusterStep(string? Id, string? Name, string? State, string? Reason, string? Log);

internal sealed record CostRange(double Low, double High);

internal sealed record CostEstimate(string Currency, CostRange? PerHour, CostRange? PerMonth, CostRange? PerMonthAtMaximum, string PricesAsOf, string PricesRegion, IReadOnlyList<string>? Notes);

internal sealed record ClusterOrphan(string EmrId, string? Name, string? State, DateTimeOffset? CreatedAt, string Why);

internal sealed record ClusterList(IReadOnlyList<ClusterDetails> Clusters, IReadOnlyList<ClusterOrphan>? Orphans, string? Next);

/// <summary>The answer of <c>POST /clusters</c> with <c>dryRun</c>.</summary>
/// <param name="Files">Where each file would be, with its text.</param>
internal sealed record ClusterPlan(CostEstimate Estimate, IReadOnlyDictionary<string, string> Files);
