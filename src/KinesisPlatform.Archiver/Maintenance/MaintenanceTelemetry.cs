using System.Diagnostics.Metrics;

namespace KinesisPlatform.Archiver.Maintenance;

internal static class MaintenanceTelemetry
{
    private static readonly Meter Meter = new(ArchiverTelemetry.Name);

    public static readonly Histogram<double> RunDuration = Meter.CreateHistogram<double>("kinesisplatform.archiver.maintenance.duration", "s", "Maintenance of one table, from look to last delete.");

    public static readonly Counter<long> Failures = Meter.CreateCounter<long>("kinesisplatform.archiver.maintenance.failures", "{run}", "Runs that did not do all they should.");

    public static readonly Counter<long> MergedFiles = Meter.CreateCounter<long>("kinesisplatform.archiver.maintenance.merged", "{file}", "Small files that were replaced by larger ones.");

    public static readonly Counter<long> MergedBytes = Meter.CreateCounter<long>("kinesisplatform.archiver.maintenance.merged.size", "By", "Bytes of these files.");

    public static readonly Counter<long> SweptFiles = Meter.CreateCounter<long>("kinesisplatform.archiver.maintenance.swept", "{file}", "Files that nothing referred to any more, deleted.");
}
