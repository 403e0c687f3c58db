using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace KinesisPlatform.Archive;

internal static class Telemetry
{
    private const string Name = "KinesisPlatform.Archive";

    private static readonly Meter Meter = new(Name);

    public static ActivitySource Activities { get; } = new(Name);

    public static Counter<long> CommittedRecords { get; } = Meter.CreateCounter<long>("archive.records.committed", "{record}", "Records that commits added to tables.");

    public static Counter<long> CommitConflicts { get; } = Meter.CreateCounter<long>("archive.commit.conflicts", "{commit}", "Tries of commits that another writer overtook.");
}
