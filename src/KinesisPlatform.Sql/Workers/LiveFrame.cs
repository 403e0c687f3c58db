using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using static KinesisPlatform.Sql.Workers.FrameBytes;

namespace KinesisPlatform.Sql.Workers;

/// <summary>
/// Live records on their way to a worker: the index of their set (4 bytes), record count (4 bytes), then per record: sub-sequence number (4), arrival in microseconds since
/// 1970 (8), and shard id, sequence number, partition key, explicit hash key (length -1 when null) and data, each as length (4) and bytes.
/// </summary>
internal static class LiveFrame
{
    // Short of what .NET takes for a large object, of which few make a collection of everything.
    private const int FrameBytesTarget = 64 << 10;

    /// <returns>Frames of which each is good until the next is asked for.</returns>
    public static IEnumerable<ReadOnlyMemory<byte>> Write(int index, IEnumerable<StreamRecord> records)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var count = 0;
        foreach (var record in records)
        {
            if (count == 0) buffer.Advance(Clear(buffer.GetSpan(8)[..8]));
            Write(buffer, record);
            count++;
            if (buffer.WrittenCount < FrameBytesTarget) continue;
            yield return Finish(buffer, index, count);
            buffer.ResetWrittenCount();
            count = 0;
        }
        if (count > 0) yield return Finish(buffer, index, count);
    }

    /// <summary>Decodes without copying: the rows point into <paramref name="payload"/>.</summary>
    public static void Read(byte[] payload, List<LiveRow> rows)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(4));
        var at = 8;
        for (var i = 0; i < count; i++)
        {
            var sub = BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(at));
            var arrived = BinaryPrimitives.ReadInt64LittleEndian(payload.AsSpan(at + 4));
            at += 12;
            rows.Add(new(sub, arrived, Take(payload, ref at)!.Value, Take(payload, ref at)!.Value, Take(payload, ref at)!.Value, Take(payload, ref at), Take(payload, ref at)!.Value));
        }
    }

    private static ReadOnlyMemory<byte> Finish(ArrayBufferWriter<byte> buffer, int index, int count)
    {
        if (!System.Runtime.InteropServices.MemoryMarshal.TryGetArray(buffer.WrittenMemory, out var segment)) throw new InvalidOperationException("The buffer is not an array.");
        BinaryPrimitives.WriteInt32LittleEndian(segment, index);
        BinaryPrimitives.WriteInt32LittleEndian(segment.AsSpan(4), count);
        return buffer.WrittenMemory;
    }

    private static int Clear(Span<byte> span)
    {
        span.Clear();
        return span.Length;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, in StreamRecord record)
    {
        var head = buffer.GetSpan(12);
        BinaryPrimitives.WriteInt32LittleEndian(head, record.SubSequenceNumber);
        BinaryPrimitives.WriteInt64LittleEndian(head[4..], (record.ArrivedAt.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        buffer.Advance(12);
        Put(buffer, Encoding.ASCII.GetBytes(record.ShardId.Value));
        Span<byte> sequence = stackalloc byte[SequenceNumber.DigitsMax];
        record.SequenceNumber.TryFormat(sequence, out var digits, default, null);
        Put(buffer, sequence[..digits]);
        Put(buffer, record.PartitionKey.Span);
        if (record.ExplicitHashKey is { } key) Put(buffer, key.Span);
        else PutNull(buffer);
        Put(buffer, record.Data.Span);
    }
}
