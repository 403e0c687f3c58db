using System.Globalization;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Archive.Fields;

/// <summary>The column <c>fields</c> in a table's schema.</summary>
internal static class PayloadFieldsSchema
{
    /// <summary>
    /// The greatest field id when members were first left out for want of room: a field with a greater one may have been among them, so that earlier files lack values of it.
    /// </summary>
    public const string CutPropertyKey = "kinesis.fields.cut-after";

    /// <returns>Null when the table has no such column.</returns>
    public static PayloadFields? Read(TableMetadata metadata)
    {
        if (metadata.CurrentSchema.Fields.FirstOrDefault(field => field.Name == PayloadFields.ColumnName) is not { Type: FieldType.Struct type } column) return null;
        if (Members(type) is not { Count: > 0 } members) return null;
        var paths = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        foreach (var schema in metadata.Schemas)
        {
            if (schema.Fields.FirstOrDefault(field => field.Name == PayloadFields.ColumnName) is { Type: FieldType.Struct earlier }) CollectIds(earlier, "", paths);
        }
        var cutAfter = metadata.Properties.TryGetValue(CutPropertyKey, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : int.MaxValue;
        var recomputed = new HashSet<int>();
        CollectRecomputed(members, "", id => id > cutAfter, paths, recomputed);
        return new(column.Id, members, recomputed);
    }

    /// <summary>As a column to be had by the schema; ids do not matter.</summary>
    public static SchemaField ToColumn(PayloadFields fields) => SchemaField.New(PayloadFields.ColumnName, ToStruct(fields.Members));

    /// <summary>Notes, once, that members were left out.</summary>
    public static TableMetadata NoteCut(TableMetadata metadata)
    {
        if (metadata.Properties.ContainsKey(CutPropertyKey)) return metadata;
        var properties = metadata.Properties.ToDictionary();
        properties[CutPropertyKey] = metadata.LastColumnId.ToString(CultureInfo.InvariantCulture);
        return metadata with { Properties = properties };
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

    private static void CollectIds(FieldType.Struct type, string path, Dictionary<string, HashSet<int>> paths)
    {
        foreach (var field in type.Fields)
        {
            var fieldPath = $"{path}.{field.Name}";
            if (!paths.TryGetValue(fieldPath, out var ids)) paths[fieldPath] = ids = [];
            ids.Add(field.Id);
            if (field.Type is FieldType.Struct within) CollectIds(within, fieldPath, paths);
        }
    }

    private static void CollectRecomputed(IReadOnlyList<PayloadField> members, string path, Func<int, bool> isAfterCut, Dictionary<string, HashSet<int>> paths, HashSet<int> recomputed)
    {
        foreach (var member in members)
        {
            var memberPath = $"{path}.{member.Name}";
            if (member.Type == PayloadFieldType.Struct) CollectRecomputed(member.Members, memberPath, isAfterCut, paths, recomputed);
            else if (isAfterCut(member.Id) || paths[memberPath].Count > 1) recomputed.Add(member.Id);
        }
    }
}
