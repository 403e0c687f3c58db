using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Simulation.Streams;

/// <summary>A Kinesis record as it was put, what the archive must make of it, and what it has made so far.</summary>
/// <param name="Ordinal">Place in its shard, from 0.</param>
/// <param name="VisibleAt">Readers do not find it earlier, nor what was put after it.</param>
/// <param name="Rows">The user records that must be archived: one, or those of the aggregate.</param>
internal sealed record SimulatedRecord(SimulatedShard Shard, int Ordinal, KinesisRecord Record, DateTimeOffset VisibleAt, IReadOnlyList<StreamRecord> Rows)
{
    public SequenceNumber SequenceNumber => Record.SequenceNumber;

    /// <summary>For each row, how often the newest version of the table holds it.</summary>
    public int[] ArchivedCounts { get; } = new int[Rows.Count];

    public bool IsArchived => ArchivedCounts.All(count => count == 1);

    public bool IsAbsent => ArchivedCounts.All(count => count == 0);

    /// <summary>It was trimmed before it could be read.</summary>
    public bool IsLost { get; set; }
}
