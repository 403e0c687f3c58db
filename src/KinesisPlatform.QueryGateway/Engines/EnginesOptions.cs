using System.ComponentModel.DataAnnotations;

namespace KinesisPlatform.QueryGateway.Engines;

/// <summary>Query engines outside this service, over the same tables: clusters. None is asked unless its address is configured.</summary>
public sealed class EnginesOptions
{
    public const string SectionName = "QueryGateway:Engines";

    public TrinoOptions Trino { get; } = new();

    public DrillOptions Drill { get; } = new();

    /// <summary>How long a query that asks for fresh tables waits for the archive. The archiver commits within seconds; a query's own timeout may come first.</summary>
    public TimeSpan FreshWaitMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>From one flush of a stream to the next, by this service. Queries that come sooner wait for the next, and share it; where that is further off than <see cref="FreshWaitMax"/>, they are
    /// refused with 429. Each flush is a commit: 7 S3 PUTs, and a small file to be merged later.</summary>
    public TimeSpan FreshIntervalMin { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Streams that one query may have flushed. Each costs two free Kinesis requests and one S3 GET a look, twice a second, one SQS message where something is missing, and the commit.</summary>
    [Range(1, 1000)]
    public int FreshStreamsMax { get; set; } = 16;
}
