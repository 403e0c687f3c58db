using System.Globalization;
using System.Text.Json;
using KinesisPlatform.Sql.Relations;

namespace KinesisPlatform.Sql.Gate;

/// <summary>Reads a call such as <c>archive('s', snapshot := 123)</c> out of the tree. Its arguments are literals: which files a statement reads is known before it runs.</summary>
/// <remarks>
/// {"type":"TABLE_FUNCTION","alias":"","query_location":14,"with_ordinality":"WITHOUT_ORDINALITY","function":{"function_name":"archive","schema":"","children":[
/// {"class":"CONSTANT","alias":"","value":{"type":{"id":"VARCHAR"},"value":"s"}},{"class":"CONSTANT","alias":"snapshot","value":{"type":{"id":"INTEGER"},"value":123}}]}}
/// </remarks>
internal static class RelationCall
{
    private static readonly Dictionary<string, RelationKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["archive"] = RelationKind.Archive, ["live"] = RelationKind.Live, ["snapshots"] = RelationKind.Snapshots, ["shards"] = RelationKind.Shards,
    };

    private static readonly string[] TimeTypes = ["TIMESTAMP WITH TIME ZONE", "TIMESTAMP", "DATE"];

    public static bool IsOne(string function) => Kinds.ContainsKey(function);

    /// <exception cref="FormatException">It is not such a call; the message says what is.</exception>
    public static RelationReference Read(JsonElement tableFunction, TextPosition position)
    {
        var function = tableFunction.GetProperty("function");
        var name = Text(function, "function_name");
        if (Text(function, "schema").Length > 0 || Text(function, "catalog").Length > 0) throw new FormatException($"{name} is named with a schema: write it alone");
        if (Text(tableFunction, "with_ordinality") == "WITH_ORDINALITY") throw new FormatException($"{name} cannot be read WITH ORDINALITY: use row_number() over ()");
        var kind = Kinds[name];
        RelationReference? reference = null;
        foreach (var argument in function.GetProperty("children").EnumerateArray())
        {
            var option = Text(argument, "alias");
            if (reference is null && option.Length == 0) reference = new(kind, Stream(argument, name), position);
            else if (reference is null) throw Usage(name);
            else reference = With(reference, option, argument, name);
        }
        return reference ?? throw Usage(name);
    }

    private static RelationReference With(RelationReference reference, string option, JsonElement argument, string function)
    {
        if (reference.Kind != RelationKind.Archive || reference.SnapshotId is not null || reference.AsOf is not null) throw Usage(function);
        if (option.Equals("snapshot", StringComparison.OrdinalIgnoreCase)) return reference with { SnapshotId = SnapshotId(argument) };
        if (option.Equals("as_of", StringComparison.OrdinalIgnoreCase)) return reference with { AsOf = Time(argument) };
        throw Usage(function);
    }

    private static string Stream(JsonElement argument, string function)
    {
        if (Constant(argument) is ("VARCHAR", { ValueKind: JsonValueKind.String } value)) return value.GetString()!;
        if (Text(argument, "class") == "COLUMN_REF" && argument.GetProperty("column_names") is var names && names.GetArrayLength() == 1) return names[0].GetString()!;
        throw Usage(function);
    }

    private static long SnapshotId(JsonElement argument)
    {
        if (Constant(argument) is ("TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT", { ValueKind: JsonValueKind.Number } number)) return number.GetInt64();
        if (Constant(argument) is ("VARCHAR", { ValueKind: JsonValueKind.String } text) && long.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return id;
        throw new FormatException("snapshot takes the id of a snapshot as a literal, no parameter, such as archive('s', snapshot := 123); snapshots('s') lists them");
    }

    private static DateTimeOffset Time(JsonElement argument)
    {
        var isCast = Text(argument, "class") == "CAST" && TimeTypes.Contains(Text(argument.GetProperty("cast_type"), "id"));
        if (Constant(isCast ? argument.GetProperty("child") : argument) is ("VARCHAR", { ValueKind: JsonValueKind.String } text)
            && DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return time;
        throw new FormatException("as_of takes a time as a literal, no parameter, such as archive('s', as_of := '2026-01-01T00:00:00Z')");
    }

    private static (string Type, JsonElement Value)? Constant(JsonElement argument) =>
        Text(argument, "class") == "CONSTANT" && argument.TryGetProperty("value", out var value) && value.TryGetProperty("value", out var constant)
            ? (Text(value.GetProperty("type"), "id"), constant)
            : null;

    private static FormatException Usage(string function) => new(Kinds[function] == RelationKind.Archive
        ? $"{function} takes a stream's name and at most one of snapshot and as_of, all of them literals, no parameters: archive('s'), archive('s', snapshot := 123), archive('s', as_of := '2026-01-01T00:00:00Z')"
        : $"{function} takes a stream's name as a literal, no parameter, and nothing else: {function.ToLowerInvariant()}('s')");

    private static string Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
