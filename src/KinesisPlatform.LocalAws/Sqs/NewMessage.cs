using System.Text;

namespace KinesisPlatform.LocalAws.Sqs;

/// <summary>A message as sent and checked, before a queue has taken it.</summary>
internal sealed record NewMessage(
    string Body, IReadOnlyList<MessageAttribute> Attributes, IReadOnlyList<MessageAttribute> SystemAttributes, TimeSpan? Delay, string? GroupId)
{
    private const int DelaySecondsMax = 900;
    private const string TraceHeader = "AWSTraceHeader";

    public int SizeBytes => Encoding.UTF8.GetByteCount(Body) + Attributes.Sum(a => a.SizeBytes);

    public string? TraceHeaderText => SystemAttributes is [var trace, ..] ? trace.Text : null;

    public static NewMessage Read(SqsRequest request)
    {
        var body = request.RequiredText("MessageBody");
        if (!body.EnumerateRunes().All(IsAllowed) || HasLoneSurrogate(body)) throw SqsException.InvalidMessageContents();
        if (request.Text("MessageDeduplicationId") is not null)
            throw SqsException.InvalidParameter("The request includes a parameter that is not valid for this queue type: MessageDeduplicationId.");
        var system = MessageAttribute.ReadAll(request, "MessageSystemAttributes");
        if (system.FirstOrDefault(a => a.Name != TraceHeader || a.Text is null) is { } wrong)
            throw SqsException.InvalidParameter($"Message system attribute name '{wrong.Name}' is invalid: only {TraceHeader}, a String, is supported.");
        var delay = request.Number("DelaySeconds", 0, DelaySecondsMax, $"DelaySeconds must be >= 0 and <= {DelaySecondsMax}.");
        return new(body, MessageAttribute.ReadAll(request, "MessageAttributes"), system, delay is { } seconds ? TimeSpan.FromSeconds(seconds) : null, request.Text("MessageGroupId"));
    }

    // The characters of XML 1.0, which the older protocol carried messages in.
    private static bool IsAllowed(Rune rune) => rune.Value is 0x9 or 0xA or 0xD or >= 0x20 and not (0xFFFE or 0xFFFF);

    private static bool HasLoneSurrogate(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0 && !Utf8CanHold(text);

    private static bool Utf8CanHold(string text)
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
