namespace KinesisPlatform.Sql.Parquet;

/// <summary>
/// What a Parquet file says of itself at its end (parquet.thrift, FileMetaData), as far as pruning needs it: the row groups, where their columns are, and their bounds.
/// </summary>
/// <remarks>... pages ... | Bloom filters | FileMetaData (Thrift, compact protocol) | its length, 4 bytes, little-endian | PAR1</remarks>
internal sealed class ParquetFooter
{
    /// <summary>Length and magic after the metadata.</summary>
    public const int TrailerBytes = 8;

    private readonly byte[] _bytes;
    private readonly Range _rowCountPlace;
    private readonly Range _rowGroupsPlace;

    internal ParquetFooter(byte[] bytes, long offset, IReadOnlyList<ParquetColumn> columns, IReadOnlyList<ParquetRowGroup> rowGroups, Range rowCountPlace, Range rowGroupsPlace)
    {
        (_bytes, Offset, Columns, RowGroups) = (bytes, offset, columns, rowGroups);
        (_rowCountPlace, _rowGroupsPlace) = (rowCountPlace, rowGroupsPlace);
    }

    /// <summary>Where the metadata begins in the file.</summary>
    public long Offset { get; }

    /// <summary>Of the metadata, without the trailer.</summary>
    public int LengthBytes => _bytes.Length;

    public IReadOnlyList<ParquetColumn> Columns { get; }

    public IReadOnlyList<ParquetRowGroup> RowGroups { get; }

    public ReadOnlySpan<byte> Bytes(Range place) => _bytes.AsSpan(place);

    /// <summary>The metadata's length, as a file's last 8 bytes tell it.</summary>
    /// <exception cref="InvalidDataException">These are not the last bytes of a Parquet file.</exception>
    public static int ReadLength(ReadOnlySpan<byte> trailer, long fileBytes)
    {
        if (!trailer[4..].SequenceEqual("PAR1"u8)) throw ThriftReader.Damaged("it does not end with PAR1");
        var length = System.Buffers.Binary.BinaryPrimitives.ReadInt32LittleEndian(trailer);
        return length > 0 && length <= fileBytes - TrailerBytes ? length : throw ThriftReader.Damaged($"it says that it has {length} bytes");
    }

    /// <summary>The end of a file that has only some of the row groups, in their places: all that describes them is taken over as it is.</summary>
    public byte[] Splice(IReadOnlyList<ParquetRowGroup> kept)
    {
        var writer = new MemoryStream(_bytes.Length + TrailerBytes);
        writer.Write(_bytes.AsSpan(.._rowCountPlace.Start));
        WriteVarint(writer, ZigZag(kept.Sum(group => group.RowCount)));
        writer.Write(_bytes.AsSpan(_rowCountPlace.End.._rowGroupsPlace.Start));
        if (kept.Count < 15) writer.WriteByte((byte)((kept.Count << 4) | (int)ThriftType.Struct));
        else
        {
            writer.WriteByte(0xF0 | (byte)ThriftType.Struct);
            WriteVarint(writer, (ulong)kept.Count);
        }
        foreach (var group in kept) writer.Write(Bytes(group.Place));
        writer.Write(_bytes.AsSpan(_rowGroupsPlace.End..));
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(trailer, (int)writer.Length);
        "PAR1"u8.CopyTo(trailer[4..]);
        writer.Write(trailer);
        return writer.ToArray();
    }

    private static ulong ZigZag(long value) => (ulong)(value << 1) ^ (ulong)(value >> 63);

    private static void WriteVarint(MemoryStream writer, ulong value)
    {
        for (; value >= 0x80; value >>= 7) writer.WriteByte((byte)(value | 0x80));
        writer.WriteByte((byte)value);
    }
}
