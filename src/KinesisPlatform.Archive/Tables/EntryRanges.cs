using System.Buffers.Binary;
using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>What a manifest entry says of its file's columns.</summary>
/// <param name="fields">Of the table's current version; a file that does not hold them all has them computed, and its bounds say nothing.</param>
internal sealed class EntryRanges(ManifestEntry entry, PayloadFields? fields) : IColumnRanges
{
    public ColumnRange Find(int columnId)
    {
        var file = entry.File;
        switch (columnId)
        {
            case ArchiveColumns.ArrivedAt: return Read(columnId, Timestamp) is { Min: not null, Max: not null } exact ? exact : HourRange.Of(entry.Hour, entry.Hour);
            case ArchiveColumns.SubSequenceNumber: return Read(columnId, bytes => bytes.Length == sizeof(int) ? ColumnValue.Whole(SingleValue.ReadInt(bytes)) : null);
            case <= ArchiveColumns.ExplicitHashKey: return Read(columnId, Text);
        }
        if (fields?.Leaves.FirstOrDefault(leaf => leaf.Id == columnId) is not { } field || !fields.AreIn([.. file.ValueCounts.Keys])) return default;
        // A file of before the field has NULL there, and AreIn has made sure that it has nothing else.
        if (!file.ValueCounts.ContainsKey(columnId)) return new(null, null, IsAllNull: true);
        return field.Type switch
        {
            PayloadFieldType.Whole => Read(columnId, Whole),
            PayloadFieldType.Number => Read(columnId, Number),
            PayloadFieldType.Text => Read(columnId, Text),
            _ => default,
        };
    }

    private ColumnRange Read(int columnId, Func<byte[], ColumnValue?> decode)
    {
        var file = entry.File;
        var isAllNull = file.NullValueCounts.TryGetValue(columnId, out var nulls) && file.ValueCounts.TryGetValue(columnId, out var values) && nulls == values;
        return new(
            file.LowerBounds.TryGetValue(columnId, out var lower) ? decode(lower) : null,
            file.UpperBounds.TryGetValue(columnId, out var upper) ? decode(upper) : null,
            isAllNull);
    }

    private static ColumnValue? Timestamp(byte[] bytes) => Whole(bytes);

    private static ColumnValue? Whole(byte[] bytes) => bytes.Length == sizeof(long) ? ColumnValue.Whole(BinaryPrimitives.ReadInt64LittleEndian(bytes)) : null;

    private static ColumnValue? Number(byte[] bytes) =>
        bytes.Length == sizeof(double) && BinaryPrimitives.ReadDoubleLittleEndian(bytes) is var value && !double.IsNaN(value) ? ColumnValue.Number(value) : null;

    private static ColumnValue? Text(byte[] bytes) => ColumnValue.Text(bytes);
}
