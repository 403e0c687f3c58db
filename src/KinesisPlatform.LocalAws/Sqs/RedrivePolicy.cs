using System.Text.Json;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>Where a message goes that was received too often.</summary>
internal sealed record RedrivePolicy(string DeadLetterTargetArn, int MaxReceiveCount)
{
    /// <summary>Reads <c>{"deadLetterTargetArn":"arn:aws:sqs:...","maxReceiveCount":"3"}</c>; SDKs write the count as a number or as text.</summary>
    public static RedrivePolicy Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var arn = document.RootElement.GetProperty("deadLetterTargetArn").GetString();
            var count = document.RootElement.GetProperty("maxReceiveCount");
            var number = count.ValueKind == JsonValueKind.String ? int.Parse(count.GetString()!, System.Globalization.CultureInfo.InvariantCulture) : count.GetInt32();
            if (arn is { Length: > 0 } && number is >= 1 and <= 1000) return new(arn, number);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or OverflowException or InvalidOperationException)
        {
            // Answered below.
        }
        throw SqsException.InvalidValue(json, "RedrivePolicy", "It must name a deadLetterTargetArn and a maxReceiveCount of 1 to 1000.");
    }
}
