using System.Text.Json;
using System.Text.Json.Nodes;

namespace KinesisPlatform.ClusterProvisioner.Settings;

/// <summary>
/// Checks JSON against one of the schemas that document this service's files, and finds every error at once. It knows the words of JSON Schema that those use; a schema with another is refused,
/// so that none is passed over.
/// </summary>
internal sealed class JsonSchema
{
    private static readonly HashSet<string> Words =
    [
        "$schema", "$ref", "$defs", "title", "description", "type", "properties", "additionalProperties", "required", "items", "enum", "pattern",
        "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
    ];

    private readonly JsonObject _definitions;

    /// <exception cref="PlatformException">Internal: the schema has words that are not known here.</exception>
    public JsonSchema(JsonObject root)
    {
        (Root, _definitions) = (root, root["$defs"] as JsonObject ?? []);
        CheckWords(root);
    }

    public JsonObject Root { get; }

    /// <summary>What a schema is when its reference is followed.</summary>
    public JsonObject Resolve(JsonObject schema) =>
        schema["$ref"] is { } reference ? (JsonObject)_definitions[reference.GetValue<string>()["#/$defs/".Length..]]! : schema;

    /// <summary>The schema of a member; null where the schema allows none of that name.</summary>
    public JsonObject? MemberOf(JsonObject schema, string name) =>
        (schema["properties"]?[name] ?? schema["additionalProperties"] as JsonObject) is JsonObject member ? Resolve(member) : null;

    /// <param name="isPatch">The value holds only what differs: null takes a member away, and what is required in objects may be elsewhere.</param>
    /// <param name="report">Told the path of each wrong member (empty for the value itself), and what is wrong with it.</param>
    public void Check(JsonNode? value, bool isPatch, Action<string, string> report) => Check(value, Resolve(Root), "", isPatch, report);

    private void Check(JsonNode? value, JsonObject schema, string path, bool isPatch, Action<string, string> report)
    {
        var type = schema["type"]!.GetValue<string>();
        if (!IsOfType(value, type))
        {
            report(path, $"Must be {Article(type)}{(schema["description"] is { } text ? $". {text.GetValue<string>()}" : ".")}");
            return;
        }
        switch (value)
        {
            case JsonObject members:
                CheckMembers(members, schema, path, isPatch, report);
                break;
            case JsonArray items:
                foreach (var error in SchemaBounds.OfList(items, schema)) report(path, error);
                // A list replaces a list as a whole: nothing of it can be elsewhere.
                if (schema["items"] is JsonObject item)
                    for (var i = 0; i < items.Count; i++) Check(items[i], Resolve(item), $"{path}[{i}]", isPatch: false, report);
                break;
            default:
                foreach (var error in SchemaBounds.OfScalar(value!.AsValue(), schema)) report(path, error);
                break;
        }
    }

    private void CheckMembers(JsonObject members, JsonObject schema, string path, bool isPatch, Action<string, string> report)
    {
        foreach (var (name, value) in members)
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (MemberOf(schema, name) is not { } member) report(place, $"There is no such member; there are {string.Join(", ", schema["properties"]!.AsObject().Select(p => p.Key).Where(p => p[0] != '$'))}.");
            else if (value is not null) Check(value, member, place, isPatch, report);
            else if (!isPatch) report(place, "May not be null: leave it out.");
        }
        if (isPatch || schema["required"] is not JsonArray required) return;
        foreach (var name in required.Select(r => r!.GetValue<string>()).Where(name => !members.ContainsKey(name))) report(path.Length == 0 ? name : $"{path}.{name}", "The member is required.");
    }

    private static void CheckWords(JsonObject schema)
    {
        foreach (var (word, value) in schema)
        {
            if (!Words.Contains(word)) throw new PlatformException(FailureKind.Internal, $"The schema's word '{word}' is not one that is checked here.");
            if (word is "properties" or "$defs")
                foreach (var (_, inner) in value!.AsObject()) CheckWords((JsonObject)inner!);
            else if (value is JsonObject inner) CheckWords(inner);
        }
    }

    private static bool IsOfType(JsonNode? value, string type) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        // 1e300 is JSON, and nothing that anything here can be.
        ("number", JsonValueKind.Number) => value!.AsValue().TryGetValue<decimal>(out _),
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<int>(out _),
        _ => false,
    };

    private static string Article(string type) => type switch
    {
        "integer" => "a whole number",
        "object" or "array" => $"an {(type == "array" ? "array" : "object")}",
        "boolean" => "true or false",
        _ => $"a {type}",
    };
}
