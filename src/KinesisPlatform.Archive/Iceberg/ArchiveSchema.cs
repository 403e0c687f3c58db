using System.Text.Json;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>The schema and partitioning every archive table is created with.</summary>
internal static class ArchiveSchema
{
    public const int HourFieldId = 1000;
    public const string HourFieldName = "arrived_at_hour";

    public static TableSchema Schema { get; } = new(0,
    [
        new(ArchiveColumns.ShardId, "shard_id", true, "string"),
        new(ArchiveColumns.SequenceNumber, "sequence_number", true, "string"),
        new(ArchiveColumns.SubSequenceNumber, "sub_sequence_number", true, "int"),
        new(ArchiveColumns.PartitionKey, "partition_key", true, "string"),
        new(ArchiveColumns.ExplicitHashKey, "explicit_hash_key", false, "string"),
        new(ArchiveColumns.ArrivedAt, "arrived_at", true, "timestamptz"),
        new(ArchiveColumns.Data, "data", true, "binary"),
    ]);

    public static PartitionSpec Partitioning { get; } = new(0, [new(ArchiveColumns.ArrivedAt, HourFieldId, HourFieldName, "hour")]);

    public static string SchemaJson { get; } = JsonSerializer.Serialize(Schema, KebabCaseJson.Options);

    public static string PartitionFieldsJson { get; } = JsonSerializer.Serialize(Partitioning.Fields, KebabCaseJson.Options);

    /// <summary>The metadata of a table without data.</summary>
    /// <param name="location">The table folder's URL, such as <c>s3://bucket/archive/flights</c>.</param>
    public static TableMetadata NewTable(Guid uuid, string location, DateTimeOffset now) => new()
    {
        TableUuid = uuid,
        Location = location,
        LastUpdatedMs = now.ToUnixTimeMilliseconds(),
        LastColumnId = ArchiveColumns.Data,
        Schemas = [Schema],
        PartitionSpecs = [Partitioning],
        LastPartitionId = HourFieldId,
        SortOrders = [new(0, [])],
        Properties = new Dictionary<string, string> { ["write.format.default"] = "parquet", ["write.parquet.compression-codec"] = "zstd" },
    };
}
