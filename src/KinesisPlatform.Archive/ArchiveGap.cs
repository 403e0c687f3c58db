namespace KinesisPlatform.Archive;

/// <summary>Records that the stream no longer held when the archiver came to read them. Recorded for ever, shown by every API.</summary>
/// <param name="After">The last record archived before the gap; null when none was.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
public sealed record ArchiveGap(ShardId ShardId, SequenceNumber? After, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>More than one: so many gaps of the shard were folded into this one, which reaches from the first's beginning to the last's end. Not all that arrived in between is missing.</summary>
    public int Count { get; init; } = 1;
}
