namespace KinesisPlatform.Archive;

/// <summary>Records that the stream no longer held when the archiver came to read them. Recorded for ever, shown by every API.</summary>
/// <param name="After">The last record archived before the gap; null when none was.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
public sealed record ArchiveGap(ShardId ShardId, SequenceNumber? After, DateTimeOffset From, DateTimeOffset To);
