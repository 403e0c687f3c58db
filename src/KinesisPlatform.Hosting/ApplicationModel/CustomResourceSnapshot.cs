using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a resource was at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    public required string ResourceType { get; init; }

    public string State { get; init; } = KnownResourceStates.NotStarted;

    /// <summary>Null until the first check of a running resource that has one; healthy at once when it has none.</summary>
    public HealthStatus? HealthStatus { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>Why it is in this state, when there is more to say.</summary>
    public string? Message { get; init; }

    internal bool IsTerminal => KnownResourceStates.TerminalStates.Contains(State);

    internal bool IsHealthy => State == KnownResourceStates.Running && HealthStatus == Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy;

    internal bool IsSettled => IsHealthy || IsTerminal;
}
