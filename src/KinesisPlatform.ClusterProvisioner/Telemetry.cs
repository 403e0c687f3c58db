using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KinesisPlatform.ClusterProvisioner;

internal static class Telemetry
{
    public const string Name = "KinesisPlatform.ClusterProvisioner";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Launched = Meter.CreateCounter<long>("clusters.launched", "{cluster}", "Clusters that EMR started.");

    public static readonly Counter<long> Failed = Meter.CreateCounter<long>("clusters.failed", "{cluster}", "Clusters that did not start, or ended with an error, by the reason's code.");

    public static readonly Histogram<double> StartDuration = Meter.CreateHistogram<double>("clusters.start.duration", "s", "From the request to the cluster that can be used.");

    public static readonly Gauge<int> Orphans = Meter.CreateGauge<int>("clusters.orphans", "{cluster}", "Clusters of this archive that no document accounts for.");

    /// <summary>A span below the current one or, in work that nobody's request or message started, in the trace of the cluster's own request.</summary>
    public static Activity? Start(string name, string clusterId, string? traceParent)
    {
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var requested);
        return Source.StartActivity(name, ActivityKind.Internal, Activity.Current?.Context ?? requested)?.SetTag("cluster.id", clusterId);
    }

    public static void Fail(this Activity? activity, Exception exception) =>
        activity?.SetStatus(ActivityStatusCode.Error, exception.Message).SetTag("error.type", exception.GetType().FullName);
}
