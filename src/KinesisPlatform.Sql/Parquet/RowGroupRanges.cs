using System.Buffers.Binary;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Bounds;

namespace KinesisPlatform.Sql.Parquet;

/// <summary>What a row group's statistics say of its columns.</summary>
/// <param name="readsFields">The typed fields are read from the file, not computed: their bounds count.</param>
internal sealed class RowGroupRanges(ParquetFooter footer, ParquetRowGroup group, bool readsFields) : IColumnRanges
{
    public ColumnRange Find(int columnId)
    {
        if (columnId > ArchiveColumns.Data && !readsFields) return default;
        for (var index = 0; index < footer.Columns.Count; index++)
        {
            if (footer.Columns[index].Id == columnId) return Read(footer.Columns[index], group.Chunks[index]);
        }
        // What a file with the typed column lacks of it is NULL.
        return new(null, null, IsAllNull: columnId > ArchiveColumns.Data);
    }

    private ColumnRange Read(ParquetColumn column, in ParquetChunk chunk) => new(
        chunk.HasMin ? Decode(column, footer.Bytes(chunk.Min)) : null,
        chunk.HasMax ? Decode(column, footer.Bytes(chunk.Max)) : null,
        chunk.NullCount is { } nulls && nulls == chunk.ValueCount);

    // Parquet's PLAIN encoding, texts without their length.
    private static ColumnValue? Decode(ParquetColumn column, ReadOnlySpan<byte> bytes) => (column.PhysicalType, column.ConvertedType) switch
    {
        (ParquetColumn.TypeByteArray, ParquetColumn.ConvertedUtf8) => ColumnValue.Text(bytes),
        (ParquetColumn.TypeInt32, null or ParquetColumn.ConvertedInt32) when bytes.Length == sizeof(int) => ColumnValue.Whole(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        (ParquetColumn.TypeInt64, null or ParquetColumn.ConvertedInt64 or ParquetColumn.ConvertedTimestampMicros) when bytes.Length == sizeof(long)
            => ColumnValue.Whole(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        (ParquetColumn.TypeDouble, null) when bytes.Length == sizeof(double) && BinaryPrimitives.ReadDoubleLittleEndian(bytes) is var value && !double.IsNaN(value) => ColumnValue.Number(value),
        _ => null,
    };
}
