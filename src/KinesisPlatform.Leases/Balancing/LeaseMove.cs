namespace KinesisPlatform.Leases.Balancing;

/// <param name="From">Null when nobody holds it.</param>
internal sealed record LeaseMove(LeaseResource Resource, string? From, string To);
