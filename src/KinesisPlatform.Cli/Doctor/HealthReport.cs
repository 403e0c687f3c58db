namespace KinesisPlatform.Cli.Doctor;

/// <summary>A service's <c>GET /health</c>.</summary>
/// <param name="Version">Null for callers that may not administer.</param>
internal sealed record HealthReport(string Status, string? Version, IReadOnlyList<HealthCheckReport> Checks);

internal sealed record HealthCheckReport(string Name, string Status, string? Message);
