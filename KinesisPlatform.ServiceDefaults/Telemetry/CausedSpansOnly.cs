using System.Diagnostics;
using OpenTelemetry;

namespace KinesisPlatform.ServiceDefaults.Telemetry;

/// <summary>
/// Leaves out calls to other services that no request and no message caused: the polling of shards and queues would
/// otherwise bury the traces of user actions under thousands of one-span traces.
/// </summary>
internal sealed class CausedSpansOnly : BaseProcessor<Activity>
{
    public override void OnStart(Activity data)
    {
        var isUncaused = data.Kind == ActivityKind.Client && data.Parent is null && data.ParentSpanId == default;
        // The sampler decides for each span anew: what belongs to a span that is left out would come back as a trace of its own.
        if (isUncaused || data.Parent is { Recorded: false })
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
