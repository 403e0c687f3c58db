using System.ComponentModel.DataAnnotations;
using KinesisPlatform.Archiver.Settings;

namespace KinesisPlatform.Archiver;

/// <summary>What is archived, and how often it is committed.</summary>
internal sealed class ArchiverOptions
{
    public const string SectionName = "Archiver";

    /// <summary>
    /// Names of streams to archive, or patterns of names such as <c>orders-*</c>; <c>*</c> alone stands for every stream of the account and region, new ones too.
    /// A list, or one text with commas. A pattern takes ListStreams, a name the description of that stream only.
    /// </summary>
    [MinLength(1, ErrorMessage = "Archiver:Streams names no stream: set it to stream names, or to * for every stream of the account and region.")]
    public IList<string> Streams { get; set; } = [];

    /// <summary>What differs from the options below for some streams; the first entry whose <see cref="PatternOverrides.Stream"/> means a stream counts. The stream's document in the bucket comes over it.</summary>
    public IList<PatternOverrides> StreamSettings { get; set; } = [];

    /// <summary>A stream's buffer is committed when it holds this much payload: 1-128 MiB. Larger means fewer, larger files.</summary>
    [Range(1 << 20, 128 << 20)]
    public long BufferBytesMax { get; set; } = 64 << 20;

    /// <summary>A stream's buffer is committed when its oldest record has waited this long: 1-900 s. A commit costs a GET and 7 PUT requests
    /// ($0.000035): every 60 s that is $1.50 a month and stream.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan BufferAgeMax { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the archive keeps records after their arrival; null for ever.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "36500.00:00:00")]
    public TimeSpan? Retention { get; set; }

    /// <summary>Also writes gzip NDJSON files beside the table: one PUT and one GET more per data file, two GETs and a PUT per commit ($0.50 a month at one a minute).</summary>
    public bool WritesNdjson { get; set; }

    /// <summary>Whether small data files are merged, get the typed column <c>fields</c>, and what nothing refers to is deleted. An archive's retention is kept in any case.</summary>
    public bool MaintenanceEnabled { get; set; } = true;

    /// <summary>
    /// How often a table is looked at: a GET of its pointer and settings, one GET for each manifest that is new, and what a merge (Archive:Merge) and a sweep (Archive:SweepSafeAge) cost.
    /// A shorter one makes queries over typed fields cheaper sooner.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan MaintenanceInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a stream's first maintenance waits after this archiver took it over.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan MaintenanceDelay { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the one archiver that maintains them looks for tables whose streams were deleted or are selected no longer: a LIST and a GET for each table of the archive, at once an hour half a cent a month and table.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan UnattendedLookInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Small files are merged into files of about this size; those half as long are merged no further. A merge takes about ten times as much room in Archive:TemporaryFolder.</summary>
    [Range(8L << 20, 1L << 30)]
    public long MaintenanceFileBytesTarget { get; set; } = 128 << 20;

    /// <summary>Health is degraded when the oldest record that is not archived is older than this share of its stream's retention.</summary>
    [Range(0.01, 0.99)]
    public double LossDegradedAt { get; set; } = 0.5;

    /// <summary>Health is unhealthy from this share on.</summary>
    [Range(0.01, 0.99)]
    public double LossUnhealthyAt { get; set; } = 0.8;

    /// <summary>How often the position of an idle stream is committed, so that time without records is not taken for lost records. Must stay far below the
    /// streams' retention (24 hours at least).</summary>
    [Range(typeof(TimeSpan), "00:00:10", "06:00:00")]
    public TimeSpan IdleCommitInterval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How often streams and shards are listed and settings are read: one ListStreams (free, 5 a second for the account) if any pattern is given, and per stream one
    /// DescribeStreamSummary (free, 20 a second), one ListShards and one GET ($0.035 a month at 30 s). With more than 10 streams for each second of it, each
    /// stream's turn comes later, so that one archiver describes at most 10 streams a second.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan DiscoveryInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before a failed stream or shard is tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How often an archiver that is not alone looks whether another one was asked for a flush: one GET each time, $0.52 a month at 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "00:01:00")]
    public TimeSpan FlushLookInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Batches of all shards of a stream that wait for the buffer, at most (up to 10 MiB each).</summary>
    [Range(1, 64)]
    public int QueuedBatchesMax { get; set; } = 4;

    /// <summary>
    /// Records of all streams and shards that this process holds in memory, those being read included: 64 KiB for an idle shard, up to 18 MiB for one that is far behind.
    /// While a read waits for room, the stream that holds most commits early: smaller files, more requests. The process itself takes about 150 MiB, and the pool of arrays may keep as much again as is in use.
    /// </summary>
    [Range(32L << 20, 64L << 30)]
    public long BufferBytesTotalMax { get; set; } = 128 << 20;
}
