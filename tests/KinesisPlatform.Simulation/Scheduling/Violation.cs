namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>What was promised and not kept.</summary>
internal sealed record Violation(string Invariant, string What);
