using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;

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
    private const ulong PartitionKeyTable = 1 << 3 | 2;
    private const ulong ExplicitHashKeyTable = 2 << 3 | 2;
    private const ulong Records = 3 << 3 | 2;
    private const ulong PartitionKeyIndex = 1 << 3;
    private const ulong ExplicitHashKeyIndex = 2 << 3;
    private const ulong Data = 3 << 3 | 2;

    internal static ReadOnlySpan<byte> Magic => [0xf3, 0x89, 0x9a, 0xc2];

    /// <summary>
    /// Packs user records, in their order, into the data of one Kinesis record. Put it into a shard whose hash key range holds every user record's
    /// key (explicit, or MD5 of the partition key): consumers on the Kinesis Client Library drop those outside.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="records"/> is empty.</exception>
    public static byte[] Encode(IReadOnlyList<OutgoingRecord> records)
    {
        if (records is not { Count: > 0 }) throw new ArgumentException("An aggregate holds at least one record.", nameof(records));
        var output = new ArrayBufferWriter<byte>();
        output.Write(Magic);
        var partitionKeys = WriteTable(output, PartitionKeyTable, records.Select(r => r.PartitionKey));
        var explicitHashKeys = WriteTable(output, ExplicitHashKeyTable, records.Select(r => r.ExplicitHashKey).OfType<string>());
        var inner = new ArrayBufferWriter<byte>();
        foreach (var record in records)
        {
            inner.ResetWrittenCount();
            WriteVarint(inner, PartitionKeyIndex);
            WriteVarint(inner, (ulong)partitionKeys[record.PartitionKey]);
            if (record.ExplicitHashKey is { } hashKey)
            {
                WriteVarint(inner, ExplicitHashKeyIndex);
                WriteVarint(inner, (ulong)explicitHashKeys[hashKey]);
            }
            WriteBytes(inner, Data, record.Data.Span);
            WriteBytes(output, Records, inner.WrittenSpan);
        }
        var checksum = MD5.HashData(output.WrittenSpan[Magic.Length..]);
        output.Write(checksum);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Adds the user records of an aggregate to <paramref name="output"/>, all or none. Records outside of the shard's hash key range stay in: an
    /// archive loses nothing.
    /// </summary>
    /// <returns>False for anything but a sound, non-empty aggregate, which then is an ordinary record, as for the Kinesis Client Library.</returns>
    internal static bool TryExpand(in StreamRecord record, PooledList<StreamRecord> output)
    {
        var data = record.Data.Span;
        if (data.Length <= Magic.Length + MD5.HashSizeInBytes || !data.StartsWith(Magic)) return false;
        var end = data.Length - MD5.HashSizeInBytes;
        Span<byte> checksum = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(data[Magic.Length..end], checksum);
        if (!checksum.SequenceEqual(data[end..])) return false;

        var start = output.Count;
        if (TryReadTables(data, end, out var partitionKeys, out var explicitHashKeys)
            && TryReadRecords(record, end, partitionKeys, explicitHashKeys, output)
            && output.Count > start)
        {
            return true;
        }
        output.Truncate(start);
        return false;
    }

    // A pass of its own: protobuf lets the tables come after the records that point into them.
    private static bool TryReadTables(ReadOnlySpan<byte> data, int end, out List<Range> partitionKeys, out List<Range> explicitHashKeys)
    {
        (partitionKeys, explicitHashKeys) = ([], []);
        var reader = new ProtobufReader(data, Magic.Length, end);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var tag)) return false;
            if (tag is not (PartitionKeyTable or ExplicitHashKeyTable))
            {
                if (!reader.TrySkip(tag)) return false;
                continue;
            }
            // Protobuf's text is UTF-8, but nothing on the way checks it, and a key that is not text fits into no column: such a record is archived as it came.
            if (!reader.TryBytes(out var key) || !Utf8.IsValid(data[key])) return false;
            // Longer than Kinesis has any: a table's one long key, pointed at by every record, would grow beyond all measure where records are written one by one.
            if (key.End.Value - key.Start.Value > (tag == PartitionKeyTable ? PartitionKeyBytesMax : ExplicitHashKeyBytesMax)) return false;
            (tag == PartitionKeyTable ? partitionKeys : explicitHashKeys).Add(key);
        }
        return true;
    }

    private static bool TryReadRecords(in StreamRecord record, int end, List<Range> partitionKeys, List<Range> explicitHashKeys, PooledList<StreamRecord> output)
    {
        var start = output.Count;
        var reader = new ProtobufReader(record.Data.Span, Magic.Length, end);
        while (!reader.IsAtEnd)
        {
            if (!reader.TryTag(out var tag)) return false;
            if (tag != Records)
            {
                if (!reader.TrySkip(tag)) return false;
                continue;
            }
            if (!reader.TryBytes(out var inner) || !TryReadRecord(record, inner, partitionKeys, explicitHashKeys, output.Count - start, out var userRecord)) return false;
            output.Add(userRecord);
        }
        return true;
    }

    private static bool TryReadRecord(
        in StreamRecord record, Range inner, List<Range> partitionKeys, List<Range> explicitHashKeys, int subSequenceNumber, out StreamRecord userRecord)
    {
        userRecord = default;
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
        if (partitionKey >= (ulong)partitionKeys.Count || explicitHashKey >= (ulong)explicitHashKeys.Count || payload is not { } data) return false;
        userRecord = record with
        {
            SubSequenceNumber = subSequenceNumber,
            PartitionKey = record.Data[partitionKeys[(int)partitionKey]],
            // Without the cast null would become an empty key: arrays convert to memory, and null is an array.
            ExplicitHashKey = explicitHashKey is { } key ? (ReadOnlyMemory<byte>?)record.Data[explicitHashKeys[(int)key]] : null,
            Data = record.Data[data],
        };
        return true;
    }

    private static Dictionary<string, int> WriteTable(ArrayBufferWriter<byte> output, ulong tag, IEnumerable<string> keys)
    {
        var indexes = new Dictionary<string, int>();
        foreach (var key in keys)
        {
            if (indexes.TryAdd(key, indexes.Count)) WriteBytes(output, tag, Encoding.UTF8.GetBytes(key));
        }
        return indexes;
    }

    private static void WriteBytes(ArrayBufferWriter<byte> output, ulong tag, ReadOnlySpan<byte> bytes)
    {
        WriteVarint(output, tag);
        WriteVarint(output, (ulong)bytes.Length);
        output.Write(bytes);
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, ulong value)
    {
        for (; value >= 0x80; value >>= 7) output.Write([(byte)(value | 0x80)]);
        output.Write([(byte)value]);
    }
}
