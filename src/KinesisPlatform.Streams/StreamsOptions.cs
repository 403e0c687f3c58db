namespace KinesisPlatform.Streams;

/// <summary>How streams are read and written.</summary>
public sealed record StreamsOptions
{
    public const string SectionName = "Streams";

    /// <summary>
    /// GetRecords calls per shard and second of one reader, at most 5. Kinesis grants a shard 5 for all its consumers together, so every call taken
    /// here is one less for the stream's other consumers. Calls themselves are free on provisioned and on-demand streams; the latency of a read is
    /// about the reciprocal.
    /// </summary>
    public double GetRecordsPerShardPerSecond { get; init; } = 1;

    /// <summary>Records of one GetRecords call, at most 10,000.</summary>
    public int RecordsPerReadMax { get; init; } = 10_000;

    /// <summary>How long a stream's retention period is believed. One DescribeStreamSummary per stream and period (20 a second for the account).</summary>
    public TimeSpan RetentionRefresh { get; init; } = TimeSpan.FromMinutes(10);

    public ProducerOptions Producer { get; init; } = new();

    /// <summary>Attempts at one request, or at one record of a request, before it fails as unavailable. Each is a billed PUT where it writes.</summary>
    public int AttemptsMax { get; init; } = 10;

    /// <summary>Wait after the first failure; doubled with each further one, and shortened by up to half at random.</summary>
    public TimeSpan BackoffFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for a stream that was created to become ACTIVE.</summary>
    public TimeSpan ActiveTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
