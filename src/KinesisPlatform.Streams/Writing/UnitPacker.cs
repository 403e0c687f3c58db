using System.Text;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Streams.Writing;

/// <summary>Decides what the next entry for a shard holds.</summary>
internal sealed class UnitPacker(ProducerOptions options)
{
    private const int FrameBytes = KplFrame.HeadBytes + KplFrame.ChecksumBytes;

    public static bool IsDead(PendingRecord record, TimeSpan now, TimeSpan timeout) =>
        record.CancellationToken.IsCancellationRequested || now - record.AcceptedAt > timeout;

    /// <summary>The lane's first record; with aggregation as many as fit of the first records and of those behind them in their keys' chains.</summary>
    /// <param name="lane">Not empty, and not changed.</param>
    /// <returns>The unit, and how many records it takes from the lane's front.</returns>
    public (PutUnit Unit, int HeadCount) Pack(ShardLane lane, PutBatch batch, TimeSpan now)
    {
        var head = lane.Head!;
        var alone = new PutUnit(lane, head, null, head.Bytes);
        if (!options.Aggregates || lane.IsDoubtful || head.GoesAsItIs) return (alone, 1);
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
                var cost = BytesMaxOf(record, userRecords.Count, isFirstOfKey: record == first || record.Record.OrderKey != record.Record.PartitionKey);
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

        bool IsWelcome(PendingRecord record) => !record.GoesAsItIs && !IsDead(record, now, options.DeliveryTimeout) && lane.Holds(record);
    }

    /// <param name="index">Of the record, and so the most that its keys' places in the tables can be.</param>
    private static int BytesMaxOf(PendingRecord record, int index, bool isFirstOfKey)
    {
        var (data, explicitHashKey) = (record.Record.Data.Length, record.Record.ExplicitHashKey);
        var place = KplAggregateWriter.NumberBytes(index);
        var inner = place + KplAggregateWriter.FieldBytes(data) + (explicitHashKey is null ? 0 : place);
        var tables = (isFirstOfKey ? KplAggregateWriter.FieldBytes(record.Bytes - data) : 0) + (explicitHashKey is null ? 0 : KplAggregateWriter.FieldBytes(explicitHashKey.Length));
        return KplAggregateWriter.FieldBytes(inner) + tables;
    }
}
