using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>Times in AWS JSON are seconds since 1970 with a fraction: <c>1.767225600123E9</c>.</summary>
internal sealed class EpochSecondsConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Kinesis' clock has milliseconds; a double of this size has less than a microsecond, so rounding gives the very value that was sent.
        var milliseconds = Math.Round(reader.GetDouble() * 1000);
        if (!(Math.Abs(milliseconds) < 1e14)) throw new JsonException("A time is out of range.");
        return DateTime.UnixEpoch.AddMilliseconds(milliseconds);
    }

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((decimal)Math.Round((value.ToUniversalTime() - DateTime.UnixEpoch).TotalMilliseconds) / 1000m);
}
