using System.Text.Json.Serialization;

namespace KinesisPlatform.Archive.Fields;

/// <summary>A member of JSON payloads that has a column of its own.</summary>
/// <param name="Id">The column's Iceberg field id.</param>
/// <param name="Name">The member's name; the names of a struct's members differ by more than case.</param>
/// <param name="Members">Of a struct, at least one.</param>
public sealed record PayloadField(int Id, string Name, PayloadFieldType Type, IReadOnlyList<PayloadField> Members)
{
    internal int Depth => 1 + (Type == PayloadFieldType.Struct ? Members.Max(member => member.Depth) : 0);

    /// <summary>The fields that hold values: this one, or those within it.</summary>
    [JsonIgnore]
    public IEnumerable<PayloadField> Leaves => Type == PayloadFieldType.Struct ? Members.SelectMany(member => member.Leaves) : [this];
}
