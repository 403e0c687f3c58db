namespace KinesisPlatform.Contracts;

/// <summary>Event: a commit added records to a stream's archive.</summary>
/// <param name="Version">The table version.</param>
public sealed record SnapshotCommitted(string Stream, long Version, long? SnapshotId, long RecordCount, DateTimeOffset CommittedAt);
