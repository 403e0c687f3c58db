using System.Diagnostics;
using Amazon.Runtime.Telemetry;
using Amazon.Runtime.Telemetry.Tracing;

namespace KinesisPlatform.Aws.Telemetry;

/// <param name="activity">Null when nobody listens, or for a step that is not shown.</param>
internal sealed class ActivitySpan(Activity? activity) : TraceSpan
{
    public static ActivitySpan Silent { get; } = new(null);

    public override void EmitEvent(string name, Attributes? attributes = null) => activity?.AddEvent(new(name, tags: TagsOf(attributes)));

    public override void SetAttribute(string key, object value) => activity?.SetTag(key, value);

    public override void SetStatus(SpanStatus value) => activity?.SetStatus(value switch
    {
        SpanStatus.OK => ActivityStatusCode.Ok,
        SpanStatus.ERROR => ActivityStatusCode.Error,
        _ => ActivityStatusCode.Unset,
    });

    public override void RecordException(Exception exception, Attributes? attributes = null) => activity?.AddException(exception, [.. TagsOf(attributes)]);

    public override void End() => activity?.Stop();

    protected override void Dispose(bool disposing)
    {
        if (disposing) activity?.Dispose();
        base.Dispose(disposing);
    }

    private static ActivityTagsCollection TagsOf(Attributes? attributes) =>
        [.. (attributes?.AllAttributes ?? []).Select(a => new KeyValuePair<string, object?>(a.Key, a.Value))];
}
