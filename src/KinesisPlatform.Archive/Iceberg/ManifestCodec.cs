using System.Globalization;
using System.Text.Json;
using KinesisPlatform.Archive.Avro;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>Manifests: the data files of a table, with what planners prune by (specification, "Manifests").</summary>
internal static class ManifestCodec
{
    private const int Unsorted = 0;

    /// <param name="schema">The table's as the manifest is written: what its files may hold.</param>
    public static byte[] Write(IReadOnlyCollection<ManifestEntry> entries, TableSchema schema)
    {
        var writer = new AvroWriter();
        foreach (var entry in entries) Write(writer, entry);
        return AvroFile.Write(AvroSchemas.ManifestEntry,
        [
            ("schema", JsonSerializer.Serialize(schema, KebabCaseJson.Options)), ("schema-id", schema.SchemaId.ToString(CultureInfo.InvariantCulture)),
            ("partition-spec", ArchiveSchema.PartitionFieldsJson), ("partition-spec-id", ArchiveSchema.Partitioning.SpecId.ToString(CultureInfo.InvariantCulture)),
            ("format-version", "2"), ("content", "data"),
        ], entries.Count, writer.Written);
    }

    /// <returns>The entries as written: added ones are still to take their numbers from the manifest list (<see cref="ManifestEntry.At"/>).</returns>
    public static IReadOnlyList<ManifestEntry> Read(ReadOnlyMemory<byte> content) => [.. AvroFile.Read(content).Select(Read)];

    public static IReadOnlyList<string> ReadLivePaths(ReadOnlyMemory<byte> content) =>
    [
        .. AvroFile.Read(content).Where(record => (long)record["status"]! != (long)ManifestEntryStatus.Deleted)
            .Select(record => (string)((IReadOnlyDictionary<string, object?>)record["data_file"]!)["file_path"]!),
    ];

    private static void Write(AvroWriter writer, ManifestEntry entry)
    {
        writer.WriteLong((int)entry.Status);
        writer.WriteOptional(entry.SnapshotId);
        writer.WriteOptional(entry.SequenceNumber);
        writer.WriteOptional(entry.FileSequenceNumber);
        writer.WriteLong(0);
        writer.WriteString(entry.FilePath);
        writer.WriteString("PARQUET");
        writer.WriteOptional((long?)entry.Hour);
        writer.WriteLong(entry.File.RecordCount);
        writer.WriteLong(entry.File.LengthBytes);
        Write(writer, entry.File.ColumnSizesBytes, writer.WriteLong);
        Write(writer, entry.File.ValueCounts, writer.WriteLong);
        Write(writer, entry.File.NullValueCounts, writer.WriteLong);
        writer.WriteNull();
        Write(writer, entry.File.LowerBounds, bound => writer.WriteBytes(bound));
        Write(writer, entry.File.UpperBounds, bound => writer.WriteBytes(bound));
        writer.WriteNull();
        WriteSplitOffsets(writer, entry.File.SplitOffsets);
        writer.WriteNull();
        writer.WriteOptional((long?)(entry.File.IsSorted ? ArchiveSchema.Order.OrderId : Unsorted));
    }

    private static void WriteSplitOffsets(AvroWriter writer, IReadOnlyList<long> offsets)
    {
        if (offsets.Count == 0)
        {
            writer.WriteNull();
            return;
        }
        writer.WriteSome();
        writer.WriteBlock(offsets, writer.WriteLong);
    }

    private static void Write<T>(AvroWriter writer, IReadOnlyDictionary<int, T> map, Action<T> writeValue)
    {
        writer.WriteSome();
        writer.WriteBlock(map, pair =>
        {
            writer.WriteLong(pair.Key);
            writeValue(pair.Value);
        });
    }

    private static ManifestEntry Read(IReadOnlyDictionary<string, object?> record)
    {
        var file = (IReadOnlyDictionary<string, object?>)record["data_file"]!;
        var partition = (IReadOnlyDictionary<string, object?>)file["partition"]!;
        return new((ManifestEntryStatus)(long)record["status"]!, (long)record["snapshot_id"]!, (long?)record["sequence_number"], (long?)record["file_sequence_number"],
            (string)file["file_path"]!, (int)(long)partition[ArchiveSchema.HourFieldName]!,
            new((long)file["record_count"]!, (long)file["file_size_in_bytes"]!,
                Map<long>(file["column_sizes"]), Map<long>(file["value_counts"]), Map<long>(file["null_value_counts"]), Map<byte[]>(file["lower_bounds"]), Map<byte[]>(file["upper_bounds"]))
            {
                SplitOffsets = [.. ((IEnumerable<object?>?)file["split_offsets"] ?? []).Select(offset => (long)offset!)],
                IsSorted = file["sort_order_id"] is long order && order == ArchiveSchema.Order.OrderId,
            });
    }

    private static Dictionary<int, T> Map<T>(object? pairs) => ((IEnumerable<object?>?)pairs ?? [])
        .Cast<IReadOnlyDictionary<string, object?>>().ToDictionary(pair => (int)(long)pair["key"]!, pair => (T)pair["value"]!);
}
