namespace KinesisPlatform.Archive;

/// <summary>One snapshot that a table version still lists.</summary>
/// <param name="SequenceNumber">Counts snapshots from 1.</param>
/// <param name="Operation"><c>append</c>, <c>replace</c> (files of the same records) or <c>delete</c> (retention).</param>
/// <param name="Summary">As Iceberg's metadata has it, <paramref name="Operation"/> included.</param>
public sealed record TableSnapshot(
    long SnapshotId, long? ParentSnapshotId, long SequenceNumber, DateTimeOffset CommittedAt, string Operation, IReadOnlyDictionary<string, string> Summary)
{
    /// <summary>Whether it is known to have been the current one from <see cref="CommittedAt"/> until its successor's. Not, when a snapshot between it and the current one has expired.</summary>
    public bool IsInHistory { get; init; }

    /// <summary>The checkpoints and gaps that this commit wrote, of its own shards; null when it has none or too many to list.</summary>
    public CheckpointMap? Committed { get; init; }

    /// <summary>Records that the snapshot holds.</summary>
    public long RecordCount { get; init; }

    public long FileCount { get; init; }

    public long LengthBytes { get; init; }

    /// <summary>Records that its commit added; a replacement adds as many as it deletes.</summary>
    public long AddedRecords { get; init; }

    public long DeletedRecords { get; init; }

    public long AddedFiles { get; init; }

    public long DeletedFiles { get; init; }
}
