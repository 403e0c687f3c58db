using System.Diagnostics;
using System.Globalization;
using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Logging;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Headers between MassTransit and message attributes. The W3C <c>traceparent</c> is both an attribute and a header of the envelope.</summary>
internal static class SqsHeaders
{
    public const string TraceParent = "traceparent";
    private const string ContentType = "Content-Type";
    private const int AttributesMax = 10;
    private const int ValueCharsMax = 2000;

    public static void AddTrace(SendHeaders headers)
    {
        // MassTransit has set its own header where somebody listens to its spans.
        var trace = headers.Get<string>(DiagnosticHeaders.ActivityId) ?? Activity.Current?.Id;
        if (trace is not null) headers.Set(TraceParent, trace);
    }

    /// <summary>The most important first: SQS takes ten, and the envelope has them all anyway.</summary>
    public static Dictionary<string, MessageAttributeValue> ToAttributes(string? contentType, IEnumerable<KeyValuePair<string, object>> headers)
    {
        var texts = headers
            .Where(h => h.Value is string or Guid or int or long && h.Key != DiagnosticHeaders.ActivityId)
            .Select(h => KeyValuePair.Create(h.Key, Convert.ToString(h.Value, CultureInfo.InvariantCulture) ?? ""))
            .OrderByDescending(h => h.Key == TraceParent)
            .Prepend(new(ContentType, contentType ?? ""));
        return texts.Where(h => h.Value.Length > 0).Take(AttributesMax).ToDictionary(
            h => h.Key,
            h => new MessageAttributeValue { DataType = "String", StringValue = h.Value.Length > ValueCharsMax ? h.Value[..ValueCharsMax] : h.Value });
    }

    public static Dictionary<string, object> FromAttributes(IReadOnlyDictionary<string, MessageAttributeValue>? attributes)
    {
        var headers = (attributes ?? new Dictionary<string, MessageAttributeValue>())
            .Where(a => a.Value.StringValue is not null)
            .ToDictionary(a => a.Key, object (a) => a.Value.StringValue!);
        if (headers.TryGetValue(TraceParent, out var trace)) headers[DiagnosticHeaders.ActivityId] = trace;
        return headers;
    }
}
