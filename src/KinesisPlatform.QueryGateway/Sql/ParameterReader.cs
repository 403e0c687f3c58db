using System.Globalization;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Sql;

/// <summary>
/// Turns a parameter's JSON into the value that is bound. A number keeps every digit or is refused; what JSON has no type for is
/// <c>{"$type": "timestamptz", "value": "2026-01-02T03:04:05Z"}</c>, see <see cref="TypedParameter"/>; arrays and other objects are bound as their JSON text.
/// </summary>
internal static class ParameterReader
{
    private const string TypeMember = "$type", ValueMember = "value";

    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Read(JsonElement element, out object? value)
    {
        value = null;
        switch (element.ValueKind)
        {
            case JsonValueKind.Null: return null;
            case JsonValueKind.True or JsonValueKind.False:
                value = element.GetBoolean();
                return null;
            case JsonValueKind.String: return TryGetText(element, out value) ? null : "Text with half a surrogate pair is not Unicode.";
            case JsonValueKind.Number: return (value = Number(element.GetRawText())) is null ? "A number that no type holds exactly. Pass it as a string and cast it in the query: $1::decimal(38, 10)." : null;
            case JsonValueKind.Object when element.TryGetProperty(TypeMember, out var type): return ReadTyped(element, type, out value);
            default:
                value = element.GetRawText();
                return null;
        }
    }

    /// <summary>Half a surrogate pair can be written in JSON, but is no text.</summary>
    public static bool TryGetText(JsonElement element, out object? text)
    {
        try
        {
            text = element.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>BIGINT, HUGEINT or UHUGEINT, DECIMAL of up to 28 digits; DOUBLE with an exponent, and for -0, which no other type has.</summary>
    /// <param name="digits">A JSON number.</param>
    /// <returns>Null when nothing holds it.</returns>
    public static object? Number(string digits)
    {
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && digits != "-0") return whole;
        if (Int128.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wide) && digits != "-0") return wide;
        if (UInt128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var wider)) return wider;
        var isFloating = digits.AsSpan().ContainsAny('e', 'E') || (digits[0] == '-' && !digits.AsSpan().ContainsAnyInRange('1', '9'));
        if (isFloating) return double.Parse(digits, CultureInfo.InvariantCulture) is var floating && double.IsFinite(floating) ? floating : null;
        // The parser rounds where digits are too many; what comes back as it went in was not rounded.
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact)
            && exact.ToString(CultureInfo.InvariantCulture) == digits ? exact : null;
    }

    private static string? ReadTyped(JsonElement element, JsonElement type, out object? value)
    {
        value = null;
        if (type.ValueKind != JsonValueKind.String || !TryGetText(type, out var name) || !element.TryGetProperty(ValueMember, out var inner) || element.EnumerateObject().Count() != 2)
            return "A typed value is {\"$type\": \"timestamptz\", \"value\": \"2026-01-02T03:04:05Z\"}, with these two members.";
        return TypedParameter.Read((string)name!, inner, out value);
    }
}
