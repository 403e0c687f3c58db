namespace KinesisPlatform.TestKit;

/// <summary>A span as it came over OTLP. Ids are lower-case hexadecimal; a root has an empty <paramref name="ParentSpanId"/>.</summary>
/// <param name="Attributes">The span's own, values in the invariant culture.</param>
public sealed record ReceivedSpan(
    string TraceId, string SpanId, string ParentSpanId, string Name, string ServiceName, IReadOnlyDictionary<string, string> Attributes);
