using System.Text;

namespace KinesisPlatform.Streams.Writing;

/// <summary>Decides what the next entry for a shard holds.</summary>
internal sealed class UnitPacker(ProducerOptions options)
{
    // Magic number and checksum.
    private const int FrameBytes = 20;
    // Tags, indexes and lengths of a user record and of its place in the tables: at most, for records of up to 10 MiB.
    private const int UserRecordBytes = 18;
    private const int PartitionKeyBytes = 3;
    private const int ExplicitHashKeyBytes = 41;

    public static bool IsDead(PendingRecord record, TimeSpan now, TimeSpan timeout) =>
        record.CancellationToken.IsCancellationRequested || now - record.AcceptedAt > timeout;

    /// <summary>The lane's first record; with aggregation as many as fit of the first records and of those behind them in their keys' chains.</summary>
    /// <param name="lane">Not empty, and not changed.</param>
    /// <returns>The unit, and how many records it takes from the lane's front.</returns>
    public (PutUnit Unit, int HeadCount) Pack(ShardLane lane, PutBatch batch, TimeSpan now)
    {
        var head = lane.Head!;
        var alone = new PutUnit(lane, head, null, head.Bytes);
        if (!options.Aggregates || lane.IsDoubtful) return (alone, 1);
        var keyBytes = Encoding.UTF8.GetByteCount(head.Record.PartitionKey);
        var bytesMax = Math.Min(options.AggregateBytesMax, options.RecordBytesMax - keyBytes);
        // The last aggregate of a request is not cut to what room is left, but goes with the next.
        if (batch.Units.Count > 0 && batch.RoomBytes < bytesMax) return (alone with { Bytes = int.MaxValue }, 1);

        var userRecords = new List<PendingRecord>();
        var (bytes, headCount) = (FrameBytes, 0);
        for (PendingRecord? first = head; first is not null && IsWelcome(first); first = first.NextInLane)
        {
            var countBefore = userRecords.Count;
            for (PendingRecord? record = first; record is not null && IsWelcome(record); record = record.NextOfKey)
            {
                var cost = CostOf(record, isFirstOfKey: record == first);
                if (bytes + cost > bytesMax) break;
                bytes += cost;
                userRecords.Add(record);
            }
            // Full, or a large record that goes alone later.
            if (userRecords.Count == countBefore) break;
            headCount++;
            if (userRecords[^1].NextOfKey is not null) break;
        }
        return userRecords.Count <= 1 ? (alone, 1) : (new(lane, head, userRecords, bytes + keyBytes), headCount);

        bool IsWelcome(PendingRecord record) => !IsDead(record, now, options.DeliveryTimeout) && lane.Holds(record);
    }

    private static int CostOf(PendingRecord record, bool isFirstOfKey)
    {
        var cost = UserRecordBytes + (isFirstOfKey ? PartitionKeyBytes + record.Bytes : record.Record.Data.Length);
        return record.Record.ExplicitHashKey is null ? cost : cost + ExplicitHashKeyBytes;
    }
}
