using System.Buffers.Binary;

namespace KinesisPlatform.Sql.Workers;

/// <summary>How far a statement has come.</summary>
/// <param name="Percent">0 to 100 of what is to be read; null where DuckDB does not know.</param>
/// <param name="RowCount">Rows of the result so far.</param>
/// <param name="MemoryBytes">The worker process' memory; 0 where the system does not tell.</param>
internal sealed record WorkerProgress(double? Percent, long RowCount, long MemoryBytes)
{
    private const int Bytes = 24;

    public byte[] Encode()
    {
        var payload = new byte[Bytes];
        BinaryPrimitives.WriteDoubleLittleEndian(payload, Percent ?? -1);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(8), RowCount);
        BinaryPrimitives.WriteInt64LittleEndian(payload.AsSpan(16), MemoryBytes);
        return payload;
    }

    public static WorkerProgress Decode(ReadOnlySpan<byte> payload)
    {
        var percent = BinaryPrimitives.ReadDoubleLittleEndian(payload);
        return new(percent is >= 0 and <= 100 ? percent : null, BinaryPrimitives.ReadInt64LittleEndian(payload[8..]), BinaryPrimitives.ReadInt64LittleEndian(payload[16..]));
    }
}
