namespace KinesisPlatform.Sql.Live;

/// <summary>The records of one read of a shard; immutable.</summary>
internal sealed record TailSegment(IReadOnlyList<StreamRecord> Records, SequenceNumber Last, long LengthBytes)
{
    // What a record costs besides its bytes, roughly: the struct, and its share of lists and buffers.
    private const int RecordOverheadBytes = 160;

    public static TailSegment Of(IReadOnlyList<StreamRecord> records) =>
        new(records, records[^1].SequenceNumber, records.Sum(record => (long)record.Data.Length + record.PartitionKey.Length + RecordOverheadBytes));
}
