using KinesisPlatform.Archive.Bounds;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Tables;

/// <summary>What a manifest says of the records of its files: the hours they arrived in.</summary>
/// <param name="hourFrom">Hours since 1970, inclusive.</param>
/// <param name="hourTo">Inclusive.</param>
internal sealed class HourRange(int hourFrom, int hourTo) : IColumnRanges
{
    public ColumnRange Find(int columnId) => columnId == ArchiveColumns.ArrivedAt ? Of(hourFrom, hourTo) : default;

    public static ColumnRange Of(int hourFrom, int hourTo) =>
        new(ColumnValue.Timestamp(SingleValue.HourStart(hourFrom)), ColumnValue.Timestamp(SingleValue.HourStart(hourTo + 1).AddMicroseconds(-1)), IsAllNull: false);
}
