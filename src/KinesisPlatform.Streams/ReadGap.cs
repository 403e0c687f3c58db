namespace KinesisPlatform.Streams;

/// <summary>A span of a shard that could not be read: retention trimmed it before it was reached.</summary>
/// <param name="After">The last record that was read before the gap; null when none was.</param>
/// <param name="From">The time up to which the shard had been read (inclusive bound of what may be missing).</param>
/// <param name="To">The earliest time from which the stream still held records when reading went on (exclusive).</param>
public sealed record ReadGap(SequenceNumber? After, DateTimeOffset From, DateTimeOffset To);
