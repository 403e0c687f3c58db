using KinesisPlatform.Archive.Fields;

namespace KinesisPlatform.Sql.Rules;

/// <summary>The columns that a rule may use and mask, with the types that they keep.</summary>
internal static class RuleColumns
{
    public const string Data = "data";
    public const string Json = "json";

    /// <summary>Name to SQL type, in the order of the table, but for <c>fields</c>, whose type is the table's.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Types { get; } =
    [
        new("shard_id", "VARCHAR"), new("sequence_number", "VARCHAR"), new("sub_sequence_number", "INTEGER"), new("partition_key", "VARCHAR"),
        new("explicit_hash_key", "VARCHAR"), new("arrived_at", "TIMESTAMP WITH TIME ZONE"), new(Data, "BLOB"), new(Json, "JSON"),
    ];

    /// <summary>The forms of the payload: each can be had from <c>data</c>.</summary>
    public static IReadOnlyList<string> Payload { get; } = [Data, Json, PayloadFields.ColumnName];

    public static bool IsPayload(string column) => Payload.Contains(column, StringComparer.OrdinalIgnoreCase);

    public static bool CanBeMasked(string column) => Types.Any(type => type.Key == column);
}
