using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

/// <summary>
/// The parameters of a request, held to the constraints of the API reference. Violations are collected, so that one answer names them all, in the
/// service's words: <c>1 validation error detected: Value '0' at 'shardCount' failed to satisfy constraint: Member must have value greater than or equal to 1</c>.
/// </summary>
internal sealed class RequestParameters(Message message)
{
    private readonly List<string> _violations = [];

    public MessageValue this[string name] => message[name];

    public bool Has(string name) => message[name].Kind != ValueKind.Absent;

    public string? Text(string name, Regex? pattern = null, int lengthMax = int.MaxValue, bool isRequired = false)
    {
        var value = Of(name, ValueKind.Text, isRequired);
        if (value.Kind == ValueKind.Absent) return null;
        var text = value.Text;
        if (pattern is not null && !pattern.IsMatch(text)) Violate(name, text, $"Member must satisfy regular expression pattern: {pattern.ToString()[2..^2]}");
        if (text.Length == 0) Violate(name, text, "Member must have length greater than or equal to 1");
        if (text.Length > lengthMax) Violate(name, text, $"Member must have length less than or equal to {lengthMax}");
        return text;
    }

    public string? OneOf(string name, string[] values, bool isRequired = false)
    {
        var value = Of(name, ValueKind.Text, isRequired);
        if (value.Kind == ValueKind.Absent) return null;
        var text = value.Text;
        if (!values.Contains(text)) Violate(name, text, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");
        return text;
    }

    public int? Integer(string name, int min = 1, int max = int.MaxValue, bool isRequired = false)
    {
        var value = Of(name, ValueKind.Number, isRequired);
        if (value.Kind == ValueKind.Absent) return null;
        var text = value.Number.ToString(CultureInfo.InvariantCulture);
        if (value.Number < min) Violate(name, text, $"Member must have value greater than or equal to {min}");
        if (value.Number > max) Violate(name, text, $"Member must have value less than or equal to {max}");
        return (int)Math.Clamp(value.Number, int.MinValue, int.MaxValue);
    }

    /// <returns>Unix milliseconds.</returns>
    public long? Time(string name)
    {
        var value = Of(name, ValueKind.Number, isRequired: false);
        if (value.Kind == ValueKind.Absent) return null;
        // Seconds with a fraction in JSON and in some CBOR clients, milliseconds in others; the ranges do not meet before the year 5138.
        return (long)Math.Round(value.Number > 1e11 ? value.Number : value.Number * 1000);
    }

    public List<MessageValue> List(string name, int countMax, bool isRequired = false)
    {
        var value = Of(name, ValueKind.List, isRequired);
        if (value.Kind == ValueKind.Absent) return [];
        var items = value.List;
        if (items.Count == 0) Violate(name, "[]", "Member must have length greater than or equal to 1");
        if (items.Count > countMax) Violate(name, $"[{items.Count} members]", $"Member must have length less than or equal to {countMax}");
        return items;
    }

    /// <summary>Parameters of a structure within this one; an empty one where it is absent.</summary>
    public RequestParameters Structure(string name) => new(Has(name) ? Of(name, ValueKind.Map, false).Map : new());

    public IEnumerable<(string Name, MessageValue Value)> Map(string name, bool isRequired = false)
    {
        var value = Of(name, ValueKind.Map, isRequired);
        return value.Kind == ValueKind.Absent ? [] : value.Map.Members;
    }

    /// <param name="path">Where the value is, as the service writes it: <c>records.1.member.data</c>.</param>
    public void Violate(string path, string? value, string constraint)
    {
        var member = path.Length == 0 ? path : char.ToLowerInvariant(path[0]) + path[1..];
        _violations.Add($"Value {(value is null ? "null" : $"'{value}'")} at '{member}' failed to satisfy constraint: {constraint}");
    }

    /// <exception cref="KinesisException">ValidationException.</exception>
    public void ThrowIfInvalid()
    {
        if (_violations.Count == 0) return;
        // Ten tell enough of 500 bad records.
        var message = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{_violations.Count} validation error{(_violations.Count == 1 ? "" : "s")} detected: ");
        throw KinesisException.Validation(message.AppendJoin("; ", _violations.Take(10)).ToString());
    }

    private MessageValue Of(string name, ValueKind kind, bool isRequired)
    {
        var value = message[name];
        if (value.Kind == ValueKind.Absent && isRequired) Violate(name, null, "Member must not be null");
        return value.Kind == kind || value.Kind == ValueKind.Absent ? value : throw KinesisException.Serialization($"{name} is of type {value.Kind}, not {kind}.");
    }
}
