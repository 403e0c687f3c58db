using System.Text.Unicode;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Streams.Aggregation;

/// <summary>
/// Several user records in one Kinesis record, as the Kinesis Producer Library packs them (amazon-kinesis-producer, aggregation-format.md):
/// <c>F3 89 9A C2 | AggregatedRecord | MD5(AggregatedRecord)</c>, where AggregatedRecord is the protobuf message
/// <c>{ repeated string partition_key_table = 1; repeated string explicit_hash_key_table = 2; repeated Record records = 3 }</c> and Record is
/// <c>{ uint64 partition_key_index = 1; optional uint64 explicit_hash_key_index = 2; bytes data = 3; repeated Tag tags = 4 }</c>.
/// </summary>
public static class KplAggregate
{
    // 256 characters; 128 bits in decimal (Kinesis API reference, PutRecord).
    private const int PartitionKeyBytesMax = 256 * 4;
    private const int ExplicitHashKeyBytesMax = 39;

    internal const byte PartitionKeyTable = 1 << 3 | 2;
    internal const byte ExplicitHashKeyTable = 2 << 3 | 2;
    internal const byte Records = 3 << 3 | 2;
    internal const byte PartitionKeyIndex = 1 << 3;
    internal const byte ExplicitHashKeyIndex = 2 << 3;
    internal const byte Data = 3 << 3 | 2;

    /// <summary>
    /// Packs user records, in their order, into the data of one Kinesis record. Put it into a shard whose hash key range holds every user record's
    /// key (explicit, or MD5 of the partition key): consumers on the Kinesis Client Library drop those outside.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="records"/> is empty.</exception>
    public static byte[] Encode(IReadOnlyList<OutgoingRecord> records)
    {
        byte[] aggregate = [];
        KplFrame.Seal([KplAggregateWriter.Write(records, length => aggregate = GC.AllocateUninitializedArray<byte>(length))]);
        return aggregate;
    }

    /// <summary>
    /// Adds the user records of what was read from a shard: those of each aggregate, all or none, and each record that is no sound, non-empty
    /// aggregate as it is, as the Kinesis Client Library does. User records outside of the shard's hash key range stay in: an archive loses nothing.
    /// </summary>
    /// <param name="start">Records before it are left out.</param>
    internal static void Expand(ShardId shard, IReadOnlyList<KinesisRecord> kinesisRecords, int start, PooledList<StreamRecord> output)
    {
        for (int i = start, end; i < kinesisRecords.Count; i = end)
        {
            end = Math.Min(kinesisRecords.Count, i + KplFrame.WindowCount);
            var sound = KplFrame.FindSound(kinesisRecords, i, end - i);
            for (var j = i; j < end; j++, sound >>= 1)
            {
                var record = kinesisRecords[j];
                var whole = new StreamRecord(shard, record.SequenceNumber, 0, record.PartitionKey, null, record.ArrivedAt, record.Data);
                if ((sound & 1) == 0 || !TryExpandSound(whole, output)) output.Add(whole);
            }
        }
    }

    /// <summary>Adds the user records of one record.</summary>
    /// <returns>False, and nothing was added, for anything but a sound, non-empty aggregate.</returns>
    internal static bool TryExpand(in StreamRecord record, PooledList<StreamRecord> output) => KplFrame.IsSound(record.Data) && TryExpandSound(record, output);

    private static bool TryExpandSound(in StreamRecord record, PooledList<StreamRecord> output)
    {
        var start = output.Count;
        var tables = new KeyTables();
        if (TryReadRecords(record, ref tables, isComplete: false, output) && output.Count > start) return true;
        output.Truncate(start);
        // Protobuf lets the tables come after the records that point into them.
        tables = new();
        if (TryReadTables(record, ref tables) && TryReadRecords(record, ref tables, isComplete: true, output) && output.Count > start) return true;
        output.Truncate(start);
        return false;
    }

    private static bool TryReadTables(in StreamRecord record, ref KeyTables tables)
    {
        var reader = MessageOf(record);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var tag) || !TryReadKey(record, ref reader, tag, ref tables, isSkipped: false)) return false;
        }
        return true;
    }

    /// <param name="isComplete">Whether the tables were read before.</param>
    private static bool TryReadRecords(in StreamRecord record, ref KeyTables tables, bool isComplete, PooledList<StreamRecord> output)
    {
        var start = output.Count;
        var reader = MessageOf(record);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var tag)) return false;
            if (tag != Records)
            {
                if (!TryReadKey(record, ref reader, tag, ref tables, isSkipped: isComplete)) return false;
                continue;
            }
            if (!reader.TryBytes(out var inner) || !TryReadRecord(record, inner, tables, output.Count - start, output)) return false;
        }
        return true;
    }

    /// <summary>Reads a field that is no record.</summary>
    private static bool TryReadKey(in StreamRecord record, ref ProtobufReader reader, ulong tag, ref KeyTables tables, bool isSkipped)
    {
        if (isSkipped || tag is not (PartitionKeyTable or ExplicitHashKeyTable)) return reader.TrySkip(tag);
        // Protobuf's text is UTF-8, but nothing on the way checks it, and a key that is not text fits into no column: such a record is archived as it came.
        if (!reader.TryBytes(out var key) || !Utf8.IsValid(record.Data.Span[key])) return false;
        // Longer than Kinesis has any: a table's one long key, pointed at by every record, would grow beyond all measure where records are written one by one.
        if (key.End.Value - key.Start.Value > (tag == PartitionKeyTable ? PartitionKeyBytesMax : ExplicitHashKeyBytesMax)) return false;
        if (tag == PartitionKeyTable) (tables.PartitionKeys ??= []).Add(record.Data[key]);
        else (tables.ExplicitHashKeys ??= []).Add(record.Data[key]);
        return true;
    }

    private static bool TryReadRecord(in StreamRecord record, Range inner, in KeyTables tables, int subSequenceNumber, PooledList<StreamRecord> output)
    {
        ulong partitionKey = ulong.MaxValue;
        ulong? explicitHashKey = null;
        Range? payload = null;
        var reader = new ProtobufReader(record.Data.Span, inner.Start.Value, inner.End.Value);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var tag)) return false;
            switch (tag)
            {
                case PartitionKeyIndex:
                    if (!reader.TryVarint(out partitionKey)) return false;
                    break;
                case ExplicitHashKeyIndex:
                    if (!reader.TryVarint(out var index)) return false;
                    explicitHashKey = index;
                    break;
                case Data:
                    if (!reader.TryBytes(out var range)) return false;
                    payload = range;
                    break;
                default:
                    if (!reader.TrySkip(tag)) return false;
                    break;
            }
        }
        if (payload is not { } data || !KeyTables.TryFind(tables.PartitionKeys, partitionKey, out var key)) return false;
        ReadOnlyMemory<byte>? hashKey = null;
        if (explicitHashKey is { } place)
        {
            if (!KeyTables.TryFind(tables.ExplicitHashKeys, place, out var found)) return false;
            hashKey = found;
        }
        output.Add(new(record.ShardId, record.SequenceNumber, subSequenceNumber, key, hashKey, record.ArrivedAt, record.Data[data]));
        return true;
    }

    private static ProtobufReader MessageOf(in StreamRecord record) => new(record.Data.Span, KplFrame.HeadBytes, record.Data.Length - KplFrame.ChecksumBytes);

    /// <summary>The keys that records point to, as slices.</summary>
    private struct KeyTables
    {
        public List<ReadOnlyMemory<byte>>? PartitionKeys;
        public List<ReadOnlyMemory<byte>>? ExplicitHashKeys;

        public static bool TryFind(List<ReadOnlyMemory<byte>>? table, ulong index, out ReadOnlyMemory<byte> key)
        {
            var isFound = table is not null && index < (ulong)table.Count;
            key = isFound ? table![(int)index] : default;
            return isFound;
        }
    }
}
