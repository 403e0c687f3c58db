using System.Text.Json.Serialization;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>The type of a column (Iceberg specification, "Schemas and Data Types"); maps are not used here.</summary>
[JsonConverter(typeof(FieldTypeJson))]
public abstract record FieldType
{
    private FieldType() { }

    public static FieldType Of(string primitive) => new Primitive(primitive);

    /// <param name="Name">Such as <c>string</c>, <c>long</c>, <c>double</c>, <c>boolean</c>, <c>timestamptz</c>, <c>decimal(18,2)</c>.</param>
    public sealed record Primitive(string Name) : FieldType;

    public sealed record Struct(IReadOnlyList<SchemaField> Fields) : FieldType
    {
        public bool Equals(Struct? other) => other is not null && Fields.SequenceEqual(other.Fields);

        public override int GetHashCode() => Fields.Count;
    }

    /// <param name="ElementId">The id of the elements' field; 0 while it has none.</param>
    public sealed record List(int ElementId, bool ElementRequired, FieldType Element) : FieldType;
}
