using KinesisPlatform.Archive;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Live.Files;

/// <summary>
/// Where values lie in a file of live records, so that a worker can give DuckDB a column without looking at another, and rows can be added while others are read. A file is blocks of
/// <see cref="BlockRows"/> rows, each begun when it is needed, and between them the bytes of texts and payloads. A block is vectors: one per column of the archive, then, where the table has
/// it, one for <c>fields</c> and one for each of its members, depth first. A vector is a slot (8 bytes, little-endian) for each row, then a byte for each, 1 where there is a value. A slot
/// holds the number, or of text and bytes the offset in the file (upper 40 bits) and the length (lower 24). Where the blocks begin, and which rows are there, is told with the file.
/// </summary>
internal sealed class LiveLayout
{
    public const int BlockRows = 2048;
    public const int SlotBytes = 8;
    public const int LengthBits = 24;

    private const int VectorBytes = BlockRows * (SlotBytes + 1);

    /// <param name="fields">The type of <c>fields</c>; null when there is none.</param>
    public LiveLayout(DuckDbType? fields)
    {
        var types = ArchiveColumns.Table.Select(column => column.Type);
        Columns = [.. types.Concat(fields is null ? [] : [fields]).Select(Number)];
    }

    public IReadOnlyList<LiveVector> Columns { get; }

    public int VectorCount { get; private set; }

    public long BlockBytes => (long)VectorCount * VectorBytes;

    /// <param name="blocks">Where they begin.</param>
    public static long SlotAt(IReadOnlyList<long> blocks, int vector, int row) => blocks[row / BlockRows] + (long)vector * VectorBytes + row % BlockRows * SlotBytes;

    /// <inheritdoc cref="SlotAt"/>
    public static long PresenceAt(IReadOnlyList<long> blocks, int vector, int row) => blocks[row / BlockRows] + (long)vector * VectorBytes + BlockRows * SlotBytes + row % BlockRows;

    public static long Slot(long offset, int length) => offset << LengthBits | (uint)length;

    public static (long Offset, int Length) Bytes(long slot) => (slot >>> LengthBits, (int)(slot & ((1 << LengthBits) - 1)));

    private LiveVector Number(DuckDbType type)
    {
        var index = VectorCount++;
        return new(index, type, [.. type.Children.Select(Number)]);
    }
}
