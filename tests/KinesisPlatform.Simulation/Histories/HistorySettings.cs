using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Maintenance;
using KinesisPlatform.Archiver;
using KinesisPlatform.Leases;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Simulation.Histories;

/// <summary>The size and shape of one history, drawn from its seed.</summary>
internal sealed class HistorySettings(SeededRandom random)
{
    public StreamName Stream { get; } = new("orders");

    /// <summary>How long records are put and faults happen; then everything is repaired.</summary>
    public TimeSpan ActiveTime { get; } = random.Between(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(90));

    /// <summary>By then all that was put must be archived.</summary>
    public TimeSpan SettleTimeMax { get; } = TimeSpan.FromMinutes(30);

    public int ShardCount { get; } = 1 + random.Next(4);

    public int OpenShardCountMax { get; } = 2 + random.Next(5);

    public int ArchiverCount { get; set; } = 1 + random.Next(3);

    /// <summary>Whether it is watched at the end how the shards are shared.</summary>
    public bool ChecksLeases { get; set; } = random.Chance(0.3);

    public int ProducerCount { get; } = 1 + random.Next(2);

    public int ReaderCount { get; } = random.Next(3);

    public int MaintainerCount { get; set; } = random.Next(3);

    public TimeSpan MaintenanceIntervalMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Of all producers together.</summary>
    public int RecordCountMax { get; } = (int)random.Logarithmic(20, 400);

    public double AggregateShare { get; } = random.Chance(0.7) ? random.NextDouble() : 0;

    public TimeSpan Retention { get; } = TimeSpan.FromHours(24);

    public TimeSpan TrimDelay { get; } = random.Chance(0.5) ? TimeSpan.Zero : random.Between(TimeSpan.Zero, TimeSpan.FromMinutes(30));

    public TimeSpan VisibilityDelayMax { get; } = random.Chance(0.5) ? TimeSpan.Zero : TimeSpan.FromMilliseconds(random.Logarithmic(1, 1500));

    /// <summary>Two clocks are at most twice as far apart, and what they drift: less than the reader allows for.</summary>
    public TimeSpan ClockOffsetMax { get; } = TimeSpan.FromSeconds(random.Logarithmic(0.01, 240));

    public int KeysPerPage { get; } = 1 + random.Next(random.Chance(0.5) ? 10 : 1000);

    public KinesisQuirks Quirks { get; } = new(1 + random.Next(random.Chance(0.5) ? 10 : 1000), random.Chance(0.8), random.Chance(0.3));

    public StreamsOptions Streams { get; } = new()
    {
        GetRecordsPerShardPerSecond = random.Logarithmic(0.2, 2),
        AttemptsMax = 1 + random.Next(5),
        BackoffFirst = TimeSpan.FromMilliseconds(200),
        BackoffMax = TimeSpan.FromSeconds(5),
        RetentionRefresh = TimeSpan.FromMinutes(10),
        Producer = new() { RecordsPerRequestMax = 1 + random.Next(20), RequestsInFlightMax = 1 + random.Next(4), KeepsOrder = random.Chance(0.7), DeliveryTimeout = TimeSpan.FromSeconds(30) },
    };

    public ArchiverOptions Archiver { get; } = new()
    {
        Streams = [random.Chance(0.5) ? "*" : "orders"],
        BufferBytesMax = (long)random.Logarithmic(1000, 1 << 20),
        BufferAgeMax = TimeSpan.FromSeconds(random.Logarithmic(1, 20)),
        IdleCommitInterval = TimeSpan.FromSeconds(random.Logarithmic(10, 60)),
        DiscoveryInterval = TimeSpan.FromSeconds(random.Logarithmic(1, 20)),
        RetryDelay = TimeSpan.FromSeconds(random.Logarithmic(0.2, 3)),
        QueuedBatchesMax = 1 + random.Next(4),
    };

    public MergeOptions Merge { get; } = new()
    {
        QuietAfter = TimeSpan.FromSeconds(random.Logarithmic(1, 600)),
        SmallFileCountMin = 2 + random.Next(6),
        FileCountMax = 2 + random.Next(20),
        FieldCountMax = random.Next(4),
        Verifies = random.Chance(0.7),
    };

    public LeaseOptions Leases { get; } = new()
    {
        HeartbeatInterval = TimeSpan.FromSeconds(random.Logarithmic(1, 5)),
        MovesMax = 1 + random.Next(4),
        ReadsMax = random.Chance(0.3) ? random.Next(3) : 12,
        ListEvery = 1 + random.Next(6),
    };

    public ArchiveOptions Archive { get; } = new()
    {
        TemporaryFolder = Path.GetTempPath(),
        CommitAttemptCountMax = 2 + random.Next(10),
        ManifestMergeCount = 2 + random.Next(8),
        ManifestBytesTarget = (int)random.Logarithmic(4 << 10, 1 << 20),
        SnapshotCountMax = 1 + random.Next(10),
        MetadataLogLengthMax = 10 + random.Next(30),
        CachedBytesMax = (long)random.Logarithmic(100, 1 << 20),
        SweepSafeAge = TimeSpan.FromSeconds(random.Logarithmic(5, 40)),
        SweepDeleteCountMax = 1 + random.Next(200),
        WritesVersionHint = random.Chance(0.2),
    };
}
