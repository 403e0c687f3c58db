namespace KinesisPlatform.Streams;

/// <summary>How streams are read and written.</summary>
public sealed record StreamsOptions
{
    public const string SectionName = "Streams";

    /// <summary>
    /// How shards are read. <see cref="ReadingMode.Polling"/> costs nothing. <see cref="ReadingMode.FanOut"/> is there for streams whose shards' five calls
    /// or 2 MB/s are taken by others, and for records within some tens of milliseconds: on provisioned streams $0.015 per shard and hour for the registered
    /// consumer, whether it reads or not, and $0.013 per GB read (100 shards: $1,080 a month and the data); on-demand streams $0.05 per GB read (us-east-1).
    /// </summary>
    public ReadingMode Reading { get; init; } = ReadingMode.Polling;

    /// <summary>
    /// Name of the consumer that fan-out registers with each stream it reads; null: the application's own. A stream takes 20. It stays registered, and
    /// billed, when the process stops: <c>aws kinesis deregister-stream-consumer</c> ends that. Instances that share out a stream's shards share one name;
    /// instances that each read all shards (a query gateway's) need a name each.
    /// </summary>
    public string? ConsumerName { get; init; }

    /// <summary>
    /// GetRecords calls per shard and second of all readers in this process together, retries included, at most 5. Kinesis grants a shard 5 for all its
    /// consumers together, so every call taken here is one less for the stream's other consumers. Calls themselves are free on provisioned and on-demand
    /// streams; the latency of a read is about the reciprocal.
    /// </summary>
    public double GetRecordsPerShardPerSecond { get; init; } = 1;

    /// <summary>
    /// Payload and keys per shard and second that all readers in this process together poll, at most 2 MiB. Kinesis grants a shard 2 MB for all its polling
    /// consumers together and throttles them all once it is used up, by an answer of 10 MB for five seconds.
    /// </summary>
    public long ReadBytesPerShardPerSecond { get; init; } = 2_000_000;

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
