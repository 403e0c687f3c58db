namespace KinesisPlatform.Streams;

/// <summary>Where reading a shard starts.</summary>
public abstract record ReadPosition
{
    private ReadPosition() { }

    /// <summary>The oldest record the stream still holds.</summary>
    public sealed record TrimHorizon : ReadPosition;

    /// <summary>Records put after the reader started.</summary>
    public sealed record Latest : ReadPosition;

    /// <summary>The first record that arrived at or after a time (inclusive).</summary>
    public sealed record AtTimestamp(DateTimeOffset Time) : ReadPosition;

    /// <summary>The record after a sequence number (exclusive).</summary>
    /// <param name="SequenceNumber">The last Kinesis record fully read; null when the shard was read but nothing was in it.</param>
    /// <param name="ReadUpTo">The time up to which the shard was read; older than the stream's retention means records may have been lost between: a gap.</param>
    public sealed record After(SequenceNumber? SequenceNumber, DateTimeOffset ReadUpTo) : ReadPosition;
}
