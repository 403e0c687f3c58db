using System.Globalization;
using KinesisPlatform.Archive.Avro;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>Manifest lists: the manifests of one snapshot (specification, "Manifest Lists").</summary>
internal static class ManifestListCodec
{
    public static byte[] Write(long snapshotId, long? parentSnapshotId, long sequenceNumber, IReadOnlyCollection<ManifestFile> manifests)
    {
        var writer = new AvroWriter();
        foreach (var manifest in manifests) Write(writer, manifest);
        return AvroFile.Write(AvroSchemas.ManifestFile,
        [
            ("snapshot-id", snapshotId.ToString(CultureInfo.InvariantCulture)), ("parent-snapshot-id", parentSnapshotId?.ToString(CultureInfo.InvariantCulture) ?? "null"),
            ("sequence-number", sequenceNumber.ToString(CultureInfo.InvariantCulture)), ("format-version", "2"),
        ], manifests.Count, writer.Written);
    }

    public static IReadOnlyList<ManifestFile> Read(ReadOnlyMemory<byte> content) => [.. AvroFile.Read(content).Select(Read)];

    private static void Write(AvroWriter writer, ManifestFile manifest)
    {
        writer.WriteString(manifest.Path);
        writer.WriteLong(manifest.LengthBytes);
        writer.WriteLong(ArchiveSchema.Partitioning.SpecId);
        writer.WriteLong(0);
        writer.WriteLong(manifest.SequenceNumber);
        writer.WriteLong(manifest.SequenceNumberMin);
        writer.WriteLong(manifest.AddedSnapshotId);
        writer.WriteLong(manifest.AddedFileCount);
        writer.WriteLong(manifest.ExistingFileCount);
        writer.WriteLong(manifest.DeletedFileCount);
        writer.WriteLong(manifest.AddedRecordCount);
        writer.WriteLong(manifest.ExistingRecordCount);
        writer.WriteLong(manifest.DeletedRecordCount);
        writer.WriteSome();
        writer.WriteBlock([manifest], summary =>
        {
            writer.WriteBoolean(false);
            writer.WriteSome();
            writer.WriteBoolean(false);
            writer.WriteOptional(SingleValue.Int(summary.HourFrom));
            writer.WriteOptional(SingleValue.Int(summary.HourTo));
        });
        writer.WriteNull();
    }

    private static ManifestFile Read(IReadOnlyDictionary<string, object?> record)
    {
        var hours = (IReadOnlyDictionary<string, object?>)((List<object?>)record["partitions"]!)[0]!;
        return new((string)record["manifest_path"]!, (long)record["manifest_length"]!, (long)record["sequence_number"]!, (long)record["min_sequence_number"]!, (long)record["added_snapshot_id"]!,
            (int)(long)record["added_files_count"]!, (int)(long)record["existing_files_count"]!, (int)(long)record["deleted_files_count"]!,
            (long)record["added_rows_count"]!, (long)record["existing_rows_count"]!, (long)record["deleted_rows_count"]!,
            SingleValue.ReadInt((byte[])hours["lower_bound"]!), SingleValue.ReadInt((byte[])hours["upper_bound"]!));
    }
}
