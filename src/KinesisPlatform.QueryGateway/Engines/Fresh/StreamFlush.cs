namespace KinesisPlatform.QueryGateway.Engines.Fresh;

/// <summary>How one flush of a stream ended.</summary>
/// <param name="UpTo">What arrived before is asked for.</param>
/// <param name="BeganTimestamp">No later than <paramref name="UpTo"/> was taken.</param>
/// <param name="Location">The table's; null while the stream has none.</param>
/// <param name="Version">The table's; null without one.</param>
/// <param name="Behind">The shards of which something that arrived before is not in it.</param>
/// <param name="IsFlushed">Its archivers were asked for what was not there.</param>
internal sealed record StreamFlush(DateTimeOffset UpTo, long BeganTimestamp, long EndedTimestamp, string? Location, long? Version, IReadOnlyList<ShardId> Behind, bool IsFlushed)
{
    public bool IsComplete => Behind.Count == 0;
}
