namespace KinesisPlatform.Archive.Bounds;

/// <summary>What is known of the columns of a file, or of a part of it.</summary>
public interface IColumnRanges
{
    /// <param name="columnId">The column's Iceberg field id.</param>
    ColumnRange Find(int columnId);
}
