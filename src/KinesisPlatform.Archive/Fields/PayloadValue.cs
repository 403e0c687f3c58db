using System.Text.Json;

namespace KinesisPlatform.Archive.Fields;

/// <summary>Which type a JSON value needs. What is inferred and what is read go by this one rule, so that a field inferred from some payloads shows each of their values.</summary>
internal static class PayloadValue
{
    /// <returns>The least type that shows the value at the reader; null for a JSON null. Objects are <see cref="PayloadFieldType.Struct"/>, arrays text.</returns>
    public static PayloadFieldType? TypeOf(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.True or JsonTokenType.False => PayloadFieldType.Boolean,
        JsonTokenType.Number => TypeOfNumber(ref reader),
        JsonTokenType.StartObject => PayloadFieldType.Struct,
        JsonTokenType.Null => null,
        _ => PayloadFieldType.Text,
    };

    /// <summary>The least type that shows what each of two shows.</summary>
    public static PayloadFieldType Join(PayloadFieldType one, PayloadFieldType other) => (one, other) switch
    {
        _ when one == other => one,
        (PayloadFieldType.Whole, PayloadFieldType.Number) or (PayloadFieldType.Number, PayloadFieldType.Whole) => PayloadFieldType.Number,
        _ => PayloadFieldType.Text,
    };

    private static PayloadFieldType TypeOfNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out _)) return PayloadFieldType.Whole;
        // An integer of more than 64 bits is most likely an identifier: as a double it would be another one.
        if (reader.ValueSpan.IndexOfAny(".eE"u8) < 0) return PayloadFieldType.Text;
        return reader.TryGetDouble(out var number) && double.IsFinite(number) ? PayloadFieldType.Number : PayloadFieldType.Text;
    }
}
