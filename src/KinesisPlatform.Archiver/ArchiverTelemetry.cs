using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KinesisPlatform.Archiver;

internal static class ArchiverTelemetry
{
    public const string Name = "KinesisPlatform.Archiver";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Counter<long> Records = Meter.CreateCounter<long>("kinesisplatform.archiver.records", "{record}", "Records committed to the archive.");

    public static readonly Counter<long> Gaps = Meter.CreateCounter<long>("kinesisplatform.archiver.gaps", "{gap}", "Spans of a shard that were lost before they were read.");

    public static readonly Histogram<double> CommitDuration = Meter.CreateHistogram<double>("kinesisplatform.archiver.commit.duration", "s", "Encoding and committing one stream's buffer.");

    public static readonly Histogram<double> Behind = Meter.CreateHistogram<double>("kinesisplatform.archiver.behind", "s", "How far a read was behind the shard's tip.");
}
