using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>One attribute of a message. Exactly one of <paramref name="Text"/> and <paramref name="Binary"/> is set.</summary>
/// <param name="DataType">String, Number or Binary, with an optional custom suffix after a dot.</param>
internal sealed partial record MessageAttribute(string Name, string DataType, string? Text, byte[]? Binary)
{
    private const int CountMax = 10;

    /// <summary>Its share of the message's size limit.</summary>
    public int SizeBytes => Encoding.UTF8.GetByteCount(Name) + Encoding.UTF8.GetByteCount(DataType) + (Binary?.Length ?? Encoding.UTF8.GetByteCount(Text!));

    /// <summary>Reads <c>{"name":{"DataType":"String","StringValue":"..."}}</c>.</summary>
    public static IReadOnlyList<MessageAttribute> ReadAll(SqsRequest request, string member)
    {
        var attributes = request.Members(member).Select(a => Read(a.Key, a.Value)).ToList();
        return attributes.Count <= CountMax
            ? attributes
            : throw SqsException.InvalidParameter($"Number of message attributes [{attributes.Count}] exceeds the allowed maximum [{CountMax}].");
    }

    public JsonObject ToJson() => Binary is null
        ? new() { [nameof(DataType)] = DataType, ["StringValue"] = Text }
        : new() { [nameof(DataType)] = DataType, ["BinaryValue"] = Convert.ToBase64String(Binary) };

    private static MessageAttribute Read(string name, JsonElement json)
    {
        var isReserved = name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase);
        if (!NamePattern().IsMatch(name) || isReserved) throw SqsException.InvalidParameter($"Message (user) attribute name '{name}' is invalid: 1-256 letters, digits, '_', '-' or '.', and not beginning with AWS. or Amazon.");
        if (json.ValueKind != JsonValueKind.Object) throw SqsException.Serialization($"The message attribute '{name}' is not an object.");
        var value = new SqsRequest(json);
        var dataType = value.Text(nameof(DataType));
        if (string.IsNullOrEmpty(dataType)) throw SqsException.InvalidParameter($"The message attribute '{name}' must contain a non-empty message attribute type.");
        return dataType.Split('.')[0] switch
        {
            "String" or "Number" => new(name, dataType, NotEmpty(name, value.Text("StringValue")), null),
            "Binary" => new(name, dataType, null, Decode(name, NotEmpty(name, value.Text("BinaryValue")))),
            _ => throw SqsException.InvalidParameter($"The message attribute '{name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String."),
        };
    }

    private static string NotEmpty(string name, string? value) => string.IsNullOrEmpty(value)
        ? throw SqsException.InvalidParameter($"The message attribute '{name}' must contain a non-empty message attribute value.")
        : value;

    private static byte[] Decode(string name, string base64)
    {
        try
        {
            return Convert.FromBase64String(base64);
        }
        catch (FormatException)
        {
            throw SqsException.Serialization($"The value of the message attribute '{name}' is not base64.");
        }
    }

    [GeneratedRegex(@"\A(?!\.)(?!.*\.\.)[A-Za-z0-9_.-]{1,256}(?<!\.)\z")]
    private static partial Regex NamePattern();
}
