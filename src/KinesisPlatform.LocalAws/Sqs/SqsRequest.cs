using System.Text.Json;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>Reads members of a request, or of one entry of a batch; a member of the wrong type is SQS' SerializationException.</summary>
internal readonly record struct SqsRequest(JsonElement Body)
{
    public string? Text(string name) => Find(name, JsonValueKind.String)?.GetString();

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw SqsException.Missing(name);

    public int? Number(string name) =>
        Find(name, JsonValueKind.Number) is not { } value ? null : value.TryGetInt32(out var number) ? number : throw WrongType(name);

    /// <param name="reason">What the service says where the number is outside the range.</param>
    public int? Number(string name, int min, int max, string reason) =>
        Number(name) is not { } number ? null : number >= min && number <= max ? number : throw SqsException.InvalidValue($"{number}", name, reason);

    public IReadOnlyList<string> Texts(string name) =>
        Find(name, JsonValueKind.Array) is { } array ? [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw WrongType(name))] : [];

    public IReadOnlyList<SqsRequest> Entries(string name) =>
        Find(name, JsonValueKind.Array) is { } array ? [.. array.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Object ? new SqsRequest(item) : throw WrongType(name))] : [];

    /// <summary>A map of texts; empty where the member is missing.</summary>
    public IReadOnlyDictionary<string, string> Map(string name) =>
        Members(name).ToDictionary(member => member.Key, member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : throw WrongType(name));

    public IEnumerable<KeyValuePair<string, JsonElement>> Members(string name) =>
        Find(name, JsonValueKind.Object) is { } map ? map.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, member.Value)) : [];

    private JsonElement? Find(string name, JsonValueKind kind)
    {
        if (!Body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == kind ? value : throw WrongType(name);
    }

    private static SqsException WrongType(string name) => SqsException.Serialization($"The member {name} has the wrong type.");
}
