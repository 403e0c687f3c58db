using KinesisPlatform.DuckDb;
using KinesisPlatform.DuckDb.TableFunctions;

namespace KinesisPlatform.Archive;

/// <summary>The archive's columns. Field ids are fixed for ever: Iceberg readers find columns by them, whatever their names.</summary>
public static class ArchiveColumns
{
    public const int ShardId = 1;
    public const int SequenceNumber = 2;
    public const int SubSequenceNumber = 3;
    public const int PartitionKey = 4;
    public const int ExplicitHashKey = 5;
    public const int ArrivedAt = 6;
    public const int Data = 7;

    /// <summary>Their names in this order, as SQL lists them.</summary>
    public const string SqlList = "shard_id, sequence_number, sub_sequence_number, partition_key, explicit_hash_key, arrived_at, data";

    /// <summary>The columns of a table function that gives records, in the same order.</summary>
    public static IReadOnlyList<TableColumn> Table { get; } =
    [
        new("shard_id", DuckDbTypeId.Varchar), new("sequence_number", DuckDbTypeId.Varchar), new("sub_sequence_number", DuckDbTypeId.Integer), new("partition_key", DuckDbTypeId.Varchar),
        new("explicit_hash_key", DuckDbTypeId.Varchar), new("arrived_at", DuckDbTypeId.TimestampTz), new("data", DuckDbTypeId.Blob),
    ];
}
