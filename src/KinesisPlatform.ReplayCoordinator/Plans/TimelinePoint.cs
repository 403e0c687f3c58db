namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <param name="UpTo">Arrival, inclusive.</param>
/// <param name="Share">0 to 1: of the planned records, how many arrived up to then, about.</param>
internal sealed record TimelinePoint(DateTimeOffset UpTo, double Share);
