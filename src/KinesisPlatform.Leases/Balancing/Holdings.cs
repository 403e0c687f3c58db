namespace KinesisPlatform.Leases.Balancing;

/// <param name="Workers">In the order of their ids, those with nothing too.</param>
/// <param name="Free">What nobody holds.</param>
internal sealed record Holdings(IReadOnlyList<Holding> Workers, Holding Free);
