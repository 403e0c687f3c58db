using System.Text;

namespace KinesisPlatform.Simulation.Storage;

/// <summary>The simulation's stand-in for a Parquet file: every column of every row, in order.</summary>
internal static class RowFile
{
    private static readonly byte[] Magic = "rows"u8.ToArray();

    public static byte[] Write(IEnumerable<IReadOnlyList<StreamRecord>> runs)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(Magic);
        foreach (var run in runs)
        {
            foreach (var row in run) Write(writer, row);
        }
        writer.Flush();
        return buffer.ToArray();
    }

    public static IReadOnlyList<StreamRecord> Read(ReadOnlyMemory<byte> content)
    {
        var rows = new List<StreamRecord>();
        using var reader = new BinaryReader(new MemoryStream(content.ToArray()));
        if (!reader.ReadBytes(Magic.Length).SequenceEqual(Magic)) throw new InvalidDataException("Not a file of rows.");
        while (reader.BaseStream.Position < reader.BaseStream.Length) rows.Add(Read(reader));
        return rows;
    }

    private static void Write(BinaryWriter writer, in StreamRecord row)
    {
        writer.Write(row.ShardId.Value);
        writer.Write(row.SequenceNumber.ToString());
        writer.Write(row.SubSequenceNumber);
        Write(writer, row.PartitionKey);
        writer.Write(row.ExplicitHashKey is not null);
        if (row.ExplicitHashKey is { } hashKey) Write(writer, hashKey);
        writer.Write(row.ArrivedAt.UtcTicks);
        Write(writer, row.Data);
    }

    private static StreamRecord Read(BinaryReader reader) => new(
        new(reader.ReadString()), SequenceNumber.Parse(reader.ReadString()), reader.ReadInt32(), ReadBytes(reader),
        reader.ReadBoolean() ? (ReadOnlyMemory<byte>?)ReadBytes(reader) : null, new(reader.ReadInt64(), TimeSpan.Zero), ReadBytes(reader));

    private static void Write(BinaryWriter writer, ReadOnlyMemory<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes.Span);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());
}
