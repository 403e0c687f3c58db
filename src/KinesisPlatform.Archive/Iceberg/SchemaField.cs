namespace KinesisPlatform.Archive.Iceberg;

/// <summary>A column, or a field of a struct.</summary>
/// <param name="Id">Unique in its table, nested fields included, and never used for another field; 0 in a field that has none yet.</param>
public sealed record SchemaField(int Id, string Name, bool Required, FieldType Type)
{
    /// <summary>An optional field to be added (<see cref="IArchiveTable.EvolveSchemaAsync"/>).</summary>
    public static SchemaField New(string name, FieldType type) => new(0, name, false, type);
}
