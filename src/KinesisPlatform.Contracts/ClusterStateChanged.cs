namespace KinesisPlatform.Contracts;

/// <summary>Event: a cluster is in another state, as <c>GET /clusters/{id}</c> names it. Published at least once for each state that was seen; two in quick succession may be seen as one.</summary>
/// <param name="EmrId">EMR's id (j-...); null before it has one.</param>
/// <param name="ReasonCode">Null where the state needs no reason.</param>
public sealed record ClusterStateChanged(string ClusterId, string Name, string State, string? EmrId, string? ReasonCode, string? Reason, DateTimeOffset At);
