using System.Diagnostics;
using Amazon.Runtime.Telemetry;
using Amazon.Runtime.Telemetry.Tracing;

namespace KinesisPlatform.Aws.Telemetry;

/// <summary>Bridges the SDK's tracing to <see cref="ActivitySource"/>. Only whole calls become spans: the SDK's inner steps (signing, credentials) would bury them.</summary>
internal sealed class ActivityTracerProvider : TracerProvider
{
    private static readonly ActivityTracer Tracer = new();

    public override Tracer GetTracer(string scope) => Tracer;

    private sealed class ActivityTracer : Tracer
    {
        public override TraceSpan CreateSpan(string name, Attributes? initialAttributes = null, SpanKind spanKind = SpanKind.INTERNAL, SpanContext? parentContext = null)
        {
            if (spanKind != SpanKind.CLIENT || ActivityTelemetry.Source.StartActivity(name, ActivityKind.Client) is not { } activity) return ActivitySpan.Silent;
            foreach (var (key, value) in initialAttributes?.AllAttributes ?? []) activity.SetTag(key, value);
            return new ActivitySpan(activity);
        }
    }
}
