using System.Globalization;
using System.Text;
using KinesisPlatform.Archive.DataFiles;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Archive.Maintenance;

/// <summary>Counts and bounds of a merged file for its manifest entry, from what DuckDB says of it.</summary>
internal sealed class MergedFileStatistics
{
    private readonly Dictionary<int, long> _sizes = [], _counts = [], _nulls = [];
    private readonly Dictionary<int, byte[]> _lower = [], _upper = [];
    private readonly ParquetReport _report;

    private MergedFileStatistics(ParquetReport report) => _report = report;

    public static EncodedDataFile Describe(ParquetReport report, PayloadFields? fields)
    {
        var statistics = new MergedFileStatistics(report);
        foreach (var column in ArchiveSchema.Schema.Fields) statistics.AddColumn(column.Id, DuckDbSyntax.Identifier(column.Name));
        if (fields is not null) statistics.AddFields(fields.Members, DuckDbSyntax.Identifier(PayloadFields.ColumnName));
        return new(report.RecordCount, report.LengthBytes, statistics._sizes, statistics._counts, statistics._nulls, statistics._lower, statistics._upper) { SplitOffsets = report.SplitOffsets };
    }

    private void AddColumn(int id, string path)
    {
        var column = AddCounts(id, path);
        switch (id)
        {
            case ArchiveColumns.Data: break;
            case ArchiveColumns.SubSequenceNumber: AddBounds(id, column, text => SingleValue.Int(int.Parse(text, CultureInfo.InvariantCulture))); break;
            case ArchiveColumns.ArrivedAt: AddBounds(id, column, Timestamp); break;
            default: AddTextBounds(id, column); break;
        }
    }

    private void AddFields(IReadOnlyList<PayloadField> members, string path)
    {
        foreach (var member in members)
        {
            var memberPath = $"{path}.{DuckDbSyntax.Identifier(member.Name)}";
            if (member.Type == PayloadFieldType.Struct) AddFields(member.Members, memberPath);
            else AddField(member, AddCounts(member.Id, memberPath));
        }
    }

    private void AddField(PayloadField field, ParquetColumnReport? column)
    {
        switch (field.Type)
        {
            case PayloadFieldType.Whole: AddBounds(field.Id, column, text => BitConverter.GetBytes(long.Parse(text, CultureInfo.InvariantCulture))); break;
            case PayloadFieldType.Number: AddBounds(field.Id, WithZeros(column), text => BitConverter.GetBytes(double.Parse(text, CultureInfo.InvariantCulture))); break;
            case PayloadFieldType.Boolean: AddBounds(field.Id, column, text => [text is "1" or "true" ? (byte)1 : (byte)0]); break;
            default: AddTextBounds(field.Id, column); break;
        }
    }

    private ParquetColumnReport? AddCounts(int id, string path)
    {
        var column = _report.Columns.GetValueOrDefault(path);
        _counts[id] = _report.RecordCount;
        if (column?.SizeBytes is { } size) _sizes[id] = size;
        if (column?.NullCount is { } nulls) _nulls[id] = nulls;
        return column;
    }

    private void AddBounds(int id, ParquetColumnReport? column, Func<string, byte[]> encode)
    {
        if (column?.Min is { } min) _lower[id] = encode(min);
        if (column?.Max is { } max) _upper[id] = encode(max);
    }

    // -0.0 is below 0.0 for Iceberg, and the same for DuckDB.
    private static ParquetColumnReport? WithZeros(ParquetColumnReport? column) => column is null ? null : column with
    {
        Min = column.Min is "0.0" ? "-0.0" : column.Min,
        Max = column.Max is "-0.0" ? "0.0" : column.Max,
    };

    private void AddTextBounds(int id, ParquetColumnReport? column)
    {
        if (column?.Min is { } min) _lower[id] = SingleValue.LowerText(Encoding.UTF8.GetBytes(min), ArchiveSchema.BoundCharactersMax(id));
        if (column?.Max is { } max && SingleValue.UpperText(Encoding.UTF8.GetBytes(max), ArchiveSchema.BoundCharactersMax(id)) is { } upper) _upper[id] = upper;
    }

    // 2026-01-01 12:00:00.123+00
    private static byte[] Timestamp(string text) => SingleValue.Timestamp(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal));
}
