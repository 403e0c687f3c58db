using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KinesisPlatform.ReplayCoordinator;

internal static class Telemetry
{
    public const string Name = "KinesisPlatform.ReplayCoordinator";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> RecordsSent = Meter.CreateCounter<long>("replay.records.sent", "{record}", "Records acknowledged by target streams.");

    public static readonly Counter<long> RecordsDeadLettered = Meter.CreateCounter<long>("replay.records.dead_lettered", "{record}", "Records that could not be annotated.");

    /// <summary>A span below the current one or, in work that nobody's request or message started, in the trace of the replay's own request.</summary>
    /// <param name="caller">The span that asked for work which runs on after it; default for the current one.</param>
    public static Activity? Start(string name, string replayId, string? traceParent, ActivityContext caller = default)
    {
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var requested);
        var parent = caller != default ? caller : Activity.Current?.Context ?? requested;
        return Source.StartActivity(name, ActivityKind.Internal, parent)?.SetTag("replay.id", replayId);
    }

    public static void Fail(this Activity? activity, Exception exception) =>
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
}
