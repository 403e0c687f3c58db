using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>An Iceberg v2 metadata file (Iceberg specification, "Table Metadata Fields"); member names become kebab-case.</summary>
internal sealed record TableMetadata
{
    public const string MainBranch = "main";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Checkpoints are JSON within JSON: each quote as \u0022 would make every commit's file several times larger.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int FormatVersion { get; init; } = 2;
    public required Guid TableUuid { get; init; }
    public required string Location { get; init; }
    public long LastSequenceNumber { get; init; }
    public required long LastUpdatedMs { get; init; }
    public required int LastColumnId { get; init; }
    public int CurrentSchemaId { get; init; }
    public required IReadOnlyList<TableSchema> Schemas { get; init; }
    public int DefaultSpecId { get; init; }
    public required IReadOnlyList<PartitionSpec> PartitionSpecs { get; init; }
    public required int LastPartitionId { get; init; }
    public int DefaultSortOrderId { get; init; }
    public required IReadOnlyList<SortOrder> SortOrders { get; init; }
    public required IReadOnlyDictionary<string, string> Properties { get; init; }
    public long? CurrentSnapshotId { get; init; }
    public IReadOnlyDictionary<string, SnapshotReference> Refs { get; init; } = new Dictionary<string, SnapshotReference>();
    public IReadOnlyList<Snapshot> Snapshots { get; init; } = [];
    public IReadOnlyList<SnapshotLogEntry> SnapshotLog { get; init; } = [];
    public IReadOnlyList<MetadataLogEntry> MetadataLog { get; init; } = [];

    [JsonIgnore]
    public Snapshot? CurrentSnapshot => CurrentSnapshotId is { } id ? Snapshots.First(snapshot => snapshot.SnapshotId == id) : null;

    [JsonIgnore]
    public TableSchema CurrentSchema => Schemas.First(schema => schema.SchemaId == CurrentSchemaId);

    public byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">Not the metadata of a table.</exception>
    public static TableMetadata Parse(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize<TableMetadata>(json, Json) ?? throw new JsonException("The metadata file is null.");
}
