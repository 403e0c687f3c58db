namespace KinesisPlatform.Archive;

/// <summary>Gaps of shards that have left the map and that are counted only: the list of gaps is bounded, and none is ever hidden.</summary>
/// <param name="From">Of the earliest, inclusive.</param>
/// <param name="To">Of the latest, exclusive.</param>
public sealed record FoldedGaps(int Count, DateTimeOffset From, DateTimeOffset To);
