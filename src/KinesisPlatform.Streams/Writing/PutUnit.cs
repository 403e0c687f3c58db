using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Streams.Writing;

/// <summary>One entry of a request: a record as it is, or an aggregate of several.</summary>
/// <param name="Lane">As expected when the unit was made.</param>
/// <param name="UserRecords">Null for a record as it is. Records of one key are next to each other, in order.</param>
internal readonly record struct PutUnit(ShardLane Lane, PendingRecord Head, IReadOnlyList<PendingRecord>? UserRecords, int Bytes)
{
    public int RecordCount => UserRecords?.Count ?? 1;

    /// <summary>
    /// An aggregate goes under its first record's keys: with them Kinesis hashes to a place within the shard that all its records were found to
    /// belong to, and whatever becomes of the stream meanwhile at least that record is in its shard.
    /// </summary>
    public PutEntry ToEntry(ReadOnlyMemory<byte> data) => new(data, Head.Record.PartitionKey, Head.Record.ExplicitHashKey);
}
