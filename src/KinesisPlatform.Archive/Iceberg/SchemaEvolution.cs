using System.Globalization;
using System.Text.RegularExpressions;

namespace KinesisPlatform.Archive.Iceberg;

/// <summary>
/// Brings wanted columns into a schema: what is missing is added as optional, types are promoted by Iceberg's rules for v2 (int to long, float to double, a decimal to more digits),
/// and where the two types cannot meet, the field gives way to one of the same name under a new id. Pure.
/// </summary>
internal sealed partial class SchemaEvolution
{
    private int _lastColumnId;
    private bool _isChanged;

    private SchemaEvolution(int lastColumnId) => _lastColumnId = lastColumnId;

    /// <returns>The metadata with the new schema as its current one; null when the current one has all that is wanted.</returns>
    public static TableMetadata? Apply(TableMetadata metadata, IReadOnlyList<SchemaField> wanted)
    {
        var evolution = new SchemaEvolution(metadata.LastColumnId);
        var fields = evolution.Merge(metadata.CurrentSchema.Fields, wanted);
        if (!evolution._isChanged) return null;
        var schema = new TableSchema(metadata.Schemas.Max(earlier => earlier.SchemaId) + 1, fields);
        return metadata with { Schemas = [.. metadata.Schemas, schema], CurrentSchemaId = schema.SchemaId, LastColumnId = evolution._lastColumnId };
    }

    private List<SchemaField> Merge(IReadOnlyList<SchemaField> current, IReadOnlyList<SchemaField> wanted)
    {
        var merged = current.ToList();
        foreach (var field in wanted)
        {
            var at = merged.FindIndex(existing => existing.Name == field.Name);
            if (at < 0) merged.Add(Add(field.Name, field.Type));
            else merged[at] = Merge(merged[at], field.Type);
        }
        return merged;
    }

    private SchemaField Merge(SchemaField current, FieldType wanted)
    {
        if (Meet(current.Type, wanted) is { } type) return current with { Type = type };
        if (current.Required) throw new PlatformException(FailureKind.Invalid, $"Column '{current.Name}' is of type {Name(current.Type)} and cannot become {Name(wanted)}: give the other column another name.");
        // Iceberg knows no such promotion: readers of earlier files must not meet values of the old type under the new field's id.
        return Add(current.Name, Compromise(current.Type, wanted));
    }

    /// <summary>The type that holds the values of both without a new id; null when there is none.</summary>
    private FieldType? Meet(FieldType current, FieldType wanted) => (current, wanted) switch
    {
        (FieldType.Struct a, FieldType.Struct b) => new FieldType.Struct(Merge(a.Fields, b.Fields)),
        (FieldType.List a, FieldType.List b) => Meet(a.Element, b.Element) is { } element ? a with { Element = element } : null,
        (FieldType.Primitive a, FieldType.Primitive b) => Meet(a.Name, b.Name),
        _ => null,
    };

    private FieldType? Meet(string current, string wanted)
    {
        if (current == wanted || IsPromotion(wanted, current)) return FieldType.Of(current);
        if (!IsPromotion(current, wanted)) return null;
        _isChanged = true;
        return FieldType.Of(wanted);
    }

    private static bool IsPromotion(string from, string to) => (from, to) switch
    {
        ("int", "long") or ("float", "double") => true,
        _ => Decimal().Match(from) is { Success: true } narrow && Decimal().Match(to) is { Success: true } wide
            && narrow.Groups["scale"].Value == wide.Groups["scale"].Value && Digits(narrow) <= Digits(wide),
    };

    private static int Digits(Match type) => int.Parse(type.Groups["precision"].ValueSpan, CultureInfo.InvariantCulture);

    // Numbers stay numbers; text holds everything else, lists and structs as JSON.
    private static FieldType Compromise(FieldType current, FieldType wanted) => FieldType.Of(IsNumber(current) && IsNumber(wanted) ? "double" : "string");

    private static bool IsNumber(FieldType type) => type is FieldType.Primitive { Name: "int" or "long" or "float" or "double" };

    private SchemaField Add(string name, FieldType type)
    {
        _isChanged = true;
        var id = ++_lastColumnId;
        return new(id, name, false, Number(type));
    }

    private FieldType Number(FieldType type) => type switch
    {
        FieldType.Struct structure => new FieldType.Struct([.. structure.Fields.Select(field => Add(field.Name, field.Type))]),
        FieldType.List list => new FieldType.List(++_lastColumnId, list.ElementRequired, Number(list.Element)),
        _ => type,
    };

    private static string Name(FieldType type) => type switch
    {
        FieldType.Primitive primitive => primitive.Name,
        FieldType.Struct => "struct",
        _ => "list",
    };

    [GeneratedRegex(@"\Adecimal\((?<precision>[0-9]{1,2}), ?(?<scale>[0-9]{1,2})\)\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
