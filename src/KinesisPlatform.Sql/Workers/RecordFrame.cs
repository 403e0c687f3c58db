using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using KinesisPlatform.DuckDb;
using KinesisPlatform.Sql.Scans;
using static KinesisPlatform.Sql.Workers.FrameBytes;

namespace KinesisPlatform.Sql.Workers;

/// <summary>
/// A scan's records on their way from a worker: record count (4 bytes), then per record sub-sequence number (4), arrival in microseconds since 1970 (8), and shard id, sequence number, partition key,
/// explicit hash key, data and what the scan computed, each as length (4, -1 when null) and bytes. Nothing is boxed on either side: a replay moves every byte of an archive through here.
/// </summary>
internal static class RecordFrame
{
    /// <summary>Short of what .NET takes for a large object, so that frames are garbage of the cheap kind.</summary>
    public const int BytesTarget = 64 << 10;

    private const int ComputedColumn = 7;

    /// <param name="result">Whose columns are <see cref="Archive.ArchiveColumns.SqlList"/>, and maybe one text more.</param>
    public static void Write(IBufferWriter<byte> buffer, DuckDbResult result, int row)
    {
        var head = buffer.GetSpan(12);
        BinaryPrimitives.WriteInt32LittleEndian(head, result.Column(2).Values<int>()[row]);
        BinaryPrimitives.WriteInt64LittleEndian(head[4..], result.Column(5).Values<long>()[row]);
        buffer.Advance(12);
        Put(buffer, result.Column(0).Bytes(row));
        Put(buffer, result.Column(1).Bytes(row));
        Put(buffer, result.Column(3).Bytes(row));
        PutOptional(buffer, result.Column(4), row);
        Put(buffer, result.Column(6).Bytes(row));
        if (result.Columns.Count > ComputedColumn) PutOptional(buffer, result.Column(ComputedColumn), row);
        else PutNull(buffer);
    }

    /// <summary>Decodes without copying: the records' keys and data point into <paramref name="payload"/>.</summary>
    /// <param name="shard">Of the record before, and afterwards of the last one: nearly all are of one shard.</param>
    public static ScannedRecord[] Read(byte[] payload, ref ShardId shard)
    {
        var records = new ScannedRecord[BinaryPrimitives.ReadInt32LittleEndian(payload)];
        var at = 4;
        for (var i = 0; i < records.Length; i++)
        {
            var sub = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at));
            var arrived = BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(at + 4));
            at += 12;
            var shardId = Take(payload, ref at)!.Value.Span;
            if (!Ascii.Equals(shardId, shard.ToString())) shard = new(Encoding.UTF8.GetString(shardId));
            var sequence = SequenceNumber.Parse(Take(payload, ref at)!.Value.Span);
            var (partitionKey, explicitHashKey, data) = (Take(payload, ref at)!.Value, Take(payload, ref at), Take(payload, ref at)!.Value);
            var computed = Take(payload, ref at);
            records[i] = new(
                new(shard, sequence, sub, partitionKey, explicitHashKey, DateTimeOffset.UnixEpoch.AddTicks(arrived * TimeSpan.TicksPerMicrosecond), data),
                computed is { } text ? Encoding.UTF8.GetString(text.Span) : null);
        }
        return records;
    }

    private static void PutOptional(IBufferWriter<byte> buffer, DuckDbVector vector, int row)
    {
        if (vector.IsNull(row)) PutNull(buffer);
        else Put(buffer, vector.Bytes(row));
    }
}
