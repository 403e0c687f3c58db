using System.Globalization;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Fields;

/// <summary>The column <c>fields</c> in a table's schema.</summary>
internal static class PayloadFieldsSchema
{
    /// <summary>Ids of fields that files without them may yet have in their payloads, joined by commas: they took another field's place, or may have been left out before.</summary>
    public const string RecomputedPropertyKey = "kinesis.fields.recomputed";

    /// <summary>There when members were left out for want of room: every field added later may be one of them.</summary>
    public const string CutPropertyKey = "kinesis.fields.cut";

    /// <returns>Null when the table has no such column.</returns>
    public static PayloadFields? Read(TableMetadata metadata) =>
        ColumnOf(metadata) is { } column && Members((FieldType.Struct)column.Type) is { Count: > 0 } members ? new(column.Id, members, ReadRecomputed(metadata)) : null;

    /// <summary>As a column to be had by the schema; ids do not matter.</summary>
    public static SchemaField ToColumn(PayloadFields fields) => SchemaField.New(PayloadFields.ColumnName, ToStruct(fields.Members));

    /// <summary>Notes in the properties, which outlive schemas, what a change of the schema means for files written before it.</summary>
    /// <param name="isCut">Members were left out of <paramref name="after"/>.</param>
    /// <returns>The very same metadata when there is nothing to note.</returns>
    public static TableMetadata Note(TableMetadata before, TableMetadata after, bool isCut)
    {
        var wasCut = before.Properties.ContainsKey(CutPropertyKey);
        var (earlier, now) = (Paths(before), Paths(after));
        var recomputed = now.Where(path => earlier.TryGetValue(path.Key, out var id) ? id != path.Value : wasCut).Select(path => path.Value).ToList();
        if (recomputed.Count == 0 && (!isCut || wasCut)) return after;
        var properties = after.Properties.ToDictionary();
        if (recomputed.Count > 0)
            properties[RecomputedPropertyKey] = string.Join(',', ReadRecomputed(before).Union(recomputed).Where(now.ContainsValue).Order().Select(id => id.ToString(CultureInfo.InvariantCulture)));
        if (isCut) properties[CutPropertyKey] = "true";
        return after with { Properties = properties };
    }

    private static SchemaField? ColumnOf(TableMetadata metadata) => metadata.CurrentSchema.Fields.FirstOrDefault(field => field is { Name: PayloadFields.ColumnName, Type: FieldType.Struct });

    private static HashSet<int> ReadRecomputed(TableMetadata metadata) =>
        metadata.Properties.TryGetValue(RecomputedPropertyKey, out var text) ? [.. text.Split(',').Select(id => int.Parse(id, CultureInfo.InvariantCulture))] : [];

    private static Dictionary<string, int> Paths(TableMetadata metadata)
    {
        var paths = new Dictionary<string, int>(StringComparer.Ordinal);
        if (ColumnOf(metadata) is { } column) AddPaths((FieldType.Struct)column.Type, "", paths);
        return paths;
    }

    private static FieldType.Struct ToStruct(IReadOnlyList<PayloadField> members) => new([.. members.Select(member => SchemaField.New(member.Name, member.Type switch
    {
        PayloadFieldType.Boolean => FieldType.Of("boolean"),
        PayloadFieldType.Whole => FieldType.Of("long"),
        PayloadFieldType.Number => FieldType.Of("double"),
        PayloadFieldType.Text => FieldType.Of("string"),
        _ => ToStruct(member.Members),
    }))]);

    // Columns of other types are not ours, nor is the second of two names that differ in case alone, which two writers may add at the same time: nothing reads or writes them.
    private static List<PayloadField> Members(FieldType.Struct type)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var first = type.Fields.OrderBy(field => field.Id).Where(field => names.Add(field.Name)).ToHashSet();
        return [.. type.Fields.Where(first.Contains).Select(Member).OfType<PayloadField>()];
    }

    private static PayloadField? Member(SchemaField field) => field.Type switch
    {
        FieldType.Primitive { Name: "boolean" } => new(field.Id, field.Name, PayloadFieldType.Boolean, []),
        FieldType.Primitive { Name: "long" } => new(field.Id, field.Name, PayloadFieldType.Whole, []),
        FieldType.Primitive { Name: "double" } => new(field.Id, field.Name, PayloadFieldType.Number, []),
        FieldType.Primitive { Name: "string" } => new(field.Id, field.Name, PayloadFieldType.Text, []),
        FieldType.Struct type when Members(type) is { Count: > 0 } members => new(field.Id, field.Name, PayloadFieldType.Struct, members),
        _ => null,
    };

    private static void AddPaths(FieldType.Struct type, string path, Dictionary<string, int> paths)
    {
        foreach (var field in type.Fields)
        {
            var fieldPath = $"{path}.{field.Name}";
            paths[fieldPath] = field.Id;
            if (field.Type is FieldType.Struct within) AddPaths(within, fieldPath, paths);
        }
    }
}
