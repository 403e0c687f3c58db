using System.Text.Json;
using System.Text.Json.Nodes;

namespace KinesisPlatform.LocalAws.Emr;

/// <summary>Reads members of a request or of a part of it; a member of the wrong type is a SerializationException, as on AWS.</summary>
internal readonly record struct EmrRequest(JsonObject Body)
{
    public string? Text(string name) => Value<string>(name, JsonValueKind.String);

    public string RequiredText(string name) => Text(name) is { Length: > 0 } text ? text : throw EmrException.Missing(name);

    public int? Number(string name) => Long(name) is not { } number ? null : number is >= int.MinValue and <= int.MaxValue ? (int)number : throw WrongType(name);

    public long? Long(string name)
    {
        if (Find(name, JsonValueKind.Number) is not { } value) return null;
        return value.AsValue().TryGetValue<long>(out var number) ? number : throw WrongType(name);
    }

    public bool Flag(string name) => OptionalFlag(name) ?? false;

    public bool? OptionalFlag(string name) => Body[name] is not { } value ? null
        : value.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? value.GetValue<bool>() : throw WrongType(name);

    /// <summary>Seconds since 1970, with fractions.</summary>
    public DateTimeOffset? Time(string name) =>
        Find(name, JsonValueKind.Number) is { } value ? DateTimeOffset.FromUnixTimeMilliseconds((long)(value.GetValue<double>() * 1000)) : null;

    public EmrRequest? Part(string name) => Find(name, JsonValueKind.Object) is { } value ? new(value.AsObject()) : null;

    public IReadOnlyList<EmrRequest> Parts(string name) =>
        Find(name, JsonValueKind.Array) is { } array ? [.. array.AsArray().Select(item => item is JsonObject part ? new EmrRequest(part) : throw WrongType(name))] : [];

    public IReadOnlyList<string> Texts(string name) =>
        Find(name, JsonValueKind.Array) is { } array ? [.. array.AsArray().Select(item => item?.GetValueKind() == JsonValueKind.String ? item.GetValue<string>() : throw WrongType(name))] : [];

    /// <summary>The values of an enumeration, where only some are asked for; empty for all.</summary>
    public IReadOnlyList<T> Values<T>(string name) where T : struct, Enum =>
        [.. Texts(name).Select(text => Enum.TryParse<T>(text, out var value) ? value : throw EmrException.Validation($"1 validation error detected: Value '[{text}]' at '{char.ToLowerInvariant(name[0])}{name[1..]}' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", Enum.GetNames<T>())}]"))];

    /// <summary>A copy of a member that is answered as it was asked.</summary>
    public JsonNode? Copy(string name) => Body[name]?.DeepClone();

    private T? Value<T>(string name, JsonValueKind kind) where T : class => Find(name, kind)?.GetValue<T>();

    private JsonNode? Find(string name, JsonValueKind kind) =>
        Body[name] is not { } value ? null : value.GetValueKind() == kind ? value : throw WrongType(name);

    private static EmrException WrongType(string name) => EmrException.Serialization($"The member {name} has the wrong type.");
}
