using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.Sql;

/// <summary>How queries are run and what they may use.</summary>
public sealed class SqlOptions
{
    public const string SectionName = "Sql";

    /// <summary>Folder of the data file cache and of queries' temporary files, on one file system that has hard links; null for a folder of this program under the system's temporary folder.</summary>
    public string? CacheFolder { get; set; }

    /// <summary>What is kept locally of data files, of the files made of them for running queries, and of live records that queries have read, about as much as they take in memory. What is not there costs S3 GET requests: one for the end of a file, and one for each
    /// run of column chunks, at most 8 MiB each.</summary>
    [Range(1L << 20, 1L << 50)]
    public long CacheBytesMax { get; set; } = 10L << 30;

    /// <summary>Ranges of data files fetched at once.</summary>
    [Range(1, 256)]
    public int FetchesMax { get; set; } = 8;

    /// <summary>Data files up to this size are fetched whole, with one GET request; of larger ones only what a query uses, with two at least.</summary>
    [Range(0, 8 << 20)]
    public long WholeFetchBytesMax { get; set; } = 1 << 20;

    /// <summary>Bytes between two ranges that are fetched along with them, so that one GET request does for both.</summary>
    [Range(0, 8 << 20)]
    public long FetchGapBytesMax { get; set; } = 256 << 10;

    /// <summary>Footers of data files kept in memory, counted as they are stored; they take about twice as much.</summary>
    [Range(0, 1L << 30)]
    public long FooterBytesMax { get; set; } = 32 << 20;

    /// <summary>Queries (and replay scans) that run at once, each in a process of its own.</summary>
    [Range(1, 256)]
    public int WorkersMax { get; set; } = 4;

    /// <summary>Of those, the most that run for one caller (API key): with one less than <see cref="WorkersMax"/> nobody can keep the others waiting for as long as
    /// his queries take. More than <see cref="WorkersMax"/> is the same as it.</summary>
    [Range(1, 256)]
    public int WorkersPerTenantMax { get; set; } = 3;

    /// <summary>Queries that may wait for a free worker; more are refused, first those of the caller who has most waiting.</summary>
    [Range(0, 10_000)]
    public int QueueMax { get; set; } = 32;

    /// <summary>Workers started ahead of need, to hide their start-up (about 0.2 s and 90 MB each).</summary>
    [Range(0, 16)]
    public int SpareWorkers { get; set; } = 1;

    /// <summary>A worker waits this long for another query of the same caller before it is ended; zero for a process per query. Each holds about 90 MB.</summary>
    public TimeSpan WorkerIdleTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A worker that holds more than this when it is to run another query is ended instead. What a query let go of counts for about a second after its end.</summary>
    [Range(1L << 20, 1L << 42)]
    public long WorkerIdleBytesMax { get; set; } = 512L << 20;

    /// <summary>A worker is ended after this many queries.</summary>
    [Range(1, 1_000_000)]
    public int WorkerUsesMax { get; set; } = 1000;

    /// <summary>Refuses to run queries where the operating system does not offer everything that workers are confined by (see the log at the first worker's start).
    /// Recommended where callers are not trusted.</summary>
    public bool WorkerSandboxRequired { get; set; }

    /// <summary>The program that takes the argument <c>sql-worker</c>: an executable or a .dll; null for the running program.</summary>
    public string? WorkerPath { get; set; }

    [Range(1, 256)]
    public int WorkerThreads { get; set; } = 2;

    /// <summary>DuckDB's own limit per query; beyond it, it spills to <see cref="WorkerTempBytesMax"/> or fails the query.</summary>
    [Range(64L << 20, 1L << 40)]
    public long WorkerMemoryBytesMax { get; set; } = 1L << 30;

    /// <summary>The operating system's limit on a worker's data; catches what DuckDB does not account for.</summary>
    [Range(256L << 20, 1L << 42)]
    public long WorkerProcessBytesMax { get; set; } = 4L << 30;

    /// <summary>Disk a query may spill to.</summary>
    [Range(0, 1L << 50)]
    public long WorkerTempBytesMax { get; set; } = 10L << 30;

    [Range(1, 1 << 20)]
    public int SqlCharsMax { get; set; } = 64 * 1024;

    /// <summary>A query's time when its request names none.</summary>
    public TimeSpan TimeoutDefault { get; set; } = TimeSpan.FromSeconds(60);

    public TimeSpan TimeoutMax { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Queries that ended and are still listed; each holds up to 20 kB of memory for its text.</summary>
    [Range(0, 100_000)]
    public int FinishedQueriesMax { get; set; } = 1000;

    /// <summary>How long a query that ended is still listed.</summary>
    public TimeSpan FinishedQueriesAge { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Live records kept in memory per queried stream: what is not archived yet must fit, or queries of the stream fail, but for those of its archive alone, until it does. Each shard may
    /// exceed it by one read (10 MB); a service holds at most this much for each of <see cref="TailsMax"/> streams.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long TailBytesMax { get; set; } = 256L << 20;

    /// <summary>Streams whose live records are followed at once. Each costs the GetRecords calls of one reader per shard.</summary>
    [Range(1, 10_000)]
    public int TailsMax { get; set; } = 32;

    /// <summary>A stream's live records are followed for this long after its last query.</summary>
    public TimeSpan TailIdleTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often a followed stream is described and its archive looked at, to follow resharding and to let go of archived records:
    /// a few Kinesis control-plane calls and one conditional S3 GET each time.</summary>
    public TimeSpan TailRefreshInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How far behind the stream a query's live records may be. Less than the interval of the reader's calls (<c>Streams:GetRecordsPerShardPerSecond</c>) has queries wait for the next one;
    /// with fan-out, a query asks each shard that was silent for longer: two calls.
    /// </summary>
    public TimeSpan StalenessMax { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a query waits for the live records before it fails.</summary>
    public TimeSpan LiveWaitMax { get; set; } = TimeSpan.FromSeconds(20);

    internal string Folder => CacheFolder ?? Path.Combine(Path.GetTempPath(), $"kinesisplatform-sql-{Environment.UserName}");
}
