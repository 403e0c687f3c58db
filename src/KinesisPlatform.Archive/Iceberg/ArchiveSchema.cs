using System.Text.Json;
using KinesisPlatform.Archive.Tables;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>The schema, partitioning and order every archive table is created with.</summary>
internal static class ArchiveSchema
{
    public const int HourFieldId = 1000;
    public const string HourFieldName = "arrived_at_hour";

    public static TableSchema Schema { get; } = new(0,
    [
        new(ArchiveColumns.ShardId, "shard_id", true, FieldType.Of("string")),
        new(ArchiveColumns.SequenceNumber, "sequence_number", true, FieldType.Of("string")),
        new(ArchiveColumns.SubSequenceNumber, "sub_sequence_number", true, FieldType.Of("int")),
        new(ArchiveColumns.PartitionKey, "partition_key", true, FieldType.Of("string")),
        new(ArchiveColumns.ExplicitHashKey, "explicit_hash_key", false, FieldType.Of("string")),
        new(ArchiveColumns.ArrivedAt, "arrived_at", true, FieldType.Of("timestamptz")),
        new(ArchiveColumns.Data, "data", true, FieldType.Of("binary")),
    ]);

    public static PartitionSpec Partitioning { get; } = new(0, [new(ArchiveColumns.ArrivedAt, HourFieldId, HourFieldName, "hour")]);

    /// <summary>Order 1: what a data file's rows are sorted by, unless its sequence numbers differ in length (as text 9 comes after 10).</summary>
    public static SortOrder Order { get; } = new(1, [Ascending(ArchiveColumns.ShardId), Ascending(ArchiveColumns.SequenceNumber), Ascending(ArchiveColumns.SubSequenceNumber)]);

    public static string PartitionFieldsJson { get; } = JsonSerializer.Serialize(Partitioning.Fields, KebabCaseJson.Options);

    /// <summary>How many characters of a text column's bounds are kept. Ids and numbers of shards differ in their last ones.</summary>
    public static int BoundCharactersMax(int column) => column is ArchiveColumns.ShardId or ArchiveColumns.SequenceNumber ? int.MaxValue : SingleValue.TextCharactersMax;

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
        DefaultSortOrderId = Order.OrderId,
        SortOrders = [new(0, []), Order],
        Properties = new Dictionary<string, string>
        {
            [CreatedProperty.Key] = CreatedProperty.Format(now),
            ["write.format.default"] = "parquet",
            ["write.parquet.compression-codec"] = "zstd",
            ["write.metadata.metrics.default"] = $"truncate({SingleValue.TextCharactersMax})",
            ["write.metadata.metrics.column.shard_id"] = "full",
            ["write.metadata.metrics.column.sequence_number"] = "full",
            ["write.metadata.metrics.column.data"] = "counts",
        },
    };

    private static SortField Ascending(int column) => new("identity", column, "asc", "nulls-first");
}
