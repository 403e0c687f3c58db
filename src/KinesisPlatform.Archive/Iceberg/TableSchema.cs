namespace KinesisPlatform.Archive.Iceberg;

/// <summary>The columns of a table at a time (Iceberg specification, "Schemas").</summary>
/// <param name="SchemaId">Never used again for another schema of the table.</param>
public sealed record TableSchema(int SchemaId, IReadOnlyList<SchemaField> Fields)
{
    /// <summary>As the specification has it: a schema is a struct.</summary>
    public string Type { get; init; } = "struct";

    public bool Equals(TableSchema? other) => other is not null && SchemaId == other.SchemaId && Fields.SequenceEqual(other.Fields);

    public override int GetHashCode() => HashCode.Combine(SchemaId, Fields.Count);
}
