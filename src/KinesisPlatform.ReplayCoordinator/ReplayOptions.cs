using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.ReplayCoordinator;

/// <summary>Settings of the replay-coordinator. A running part costs one PUT and one GET per <see cref="CheckpointInterval"/>: at $0.005 per 1,000 PUTs and
/// 1 s, about two cents an hour. An idle instance costs one LIST per <see cref="SweepInterval"/>. Watching a replay's events costs one GET per part and second.</summary>
internal sealed class ReplayOptions
{
    public const string SectionName = "ReplayCoordinator";

    /// <summary>Parts that one instance sends at once; each holds a query worker. More wait their turn.</summary>
    [Range(1, 256)]
    public int PartsConcurrentMax { get; set; } = 4;

    /// <summary>Replays that one instance plans at once.</summary>
    [Range(1, 256)]
    public int PlansConcurrentMax { get; set; } = 4;

    /// <summary>How often a running part records how far it is, and looks whether its replay was paused, cancelled or given another pace. After a crash at most so much is sent again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a part stays with a worker that does not answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often an instance looks for work whose command was lost or whose worker is gone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a replay waits for the archive to hold everything it asks for. Costs two conditional GETs a second.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ArchiveWaitMax { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a failed replay can be resumed. So long the snapshot that it reads stays pinned: what merging and retention take out of the table meanwhile is stored, and paid for, until then. Each
    /// instance reads the replay's document once a minute (at $0.0004 per 1,000 GETs six hundredths of a cent a day); cancelling the replay ends both.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "30.00:00:00")]
    public TimeSpan ResumableFor { get; set; } = TimeSpan.FromDays(3);

    /// <summary>Failed replays of one source that can be resumed; of more, the ones that failed first are given up. Each has one of the table's pins (<c>Archive:PinCountMax</c>).</summary>
    [Range(1, 10_000)]
    public int ResumableMax { get; set; } = 100;

    /// <summary>Failures in a row, without a record sent between, after which a replay fails.</summary>
    [Range(0, 1000)]
    public int RetriesMax { get; set; } = 10;

    /// <summary>Before the first retry; doubles up to <see cref="RetryDelayMax"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Records handed to the writer at once.</summary>
    [Range(1, 100_000)]
    public int PutRecordsMax { get; set; } = 10_000;

    /// <summary>Records passed before the progress knows of it, however few of them are sent.</summary>
    [Range(1, 1_000_000)]
    public int ScannedRecordsMax { get; set; } = 20_000;

    /// <summary>Payload bytes handed to the writer at once (one record may be larger).</summary>
    [Range(1, 1 << 30)]
    public int PutBytesMax { get; set; } = 4 << 20;

    /// <summary>What the target takes of one record, partition key included. Kinesis takes 1 MiB unless the stream was set to take more.</summary>
    [Range(1024, 10 << 20)]
    public int RecordBytesMax { get; set; } = 1 << 20;

    [Range(1, 10_000)]
    public int DeadLettersPerDocumentMax { get; set; } = 500;

    /// <summary>The most that one page of a list holds.</summary>
    [Range(1, 1000)]
    public int PageCountMax { get; set; } = 100;

    /// <summary>Records of a preview at most.</summary>
    [Range(1, 1000)]
    public int PreviewRecordsMax { get; set; } = 100;

    /// <summary>Data files that a preview reads at most, to tell from them what the whole is.</summary>
    [Range(1, 1000)]
    public int PreviewFilesMax { get; set; } = 8;

    /// <summary>How long a preview looks for records before it shows what it has.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan PreviewTimeMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Who watches replays' events on this instance at once.</summary>
    [Range(1, 100_000)]
    public int EventSubscribersMax { get; set; } = 200;

    /// <summary>How often progress is told to who watches.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:05:00")]
    public TimeSpan EventInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After so long without an event a comment shows that the connection lives.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The largest request body taken.</summary>
    [Range(1024, 16 << 20)]
    public int RequestBytesMax { get; set; } = 256 << 10;
}
