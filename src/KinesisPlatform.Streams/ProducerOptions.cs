namespace KinesisPlatform.Streams;

/// <summary>How <see cref="IStreamProducer"/> puts records. Waits and attempts after failures are those of <see cref="StreamsOptions"/>.</summary>
public sealed record ProducerOptions
{
    /// <summary>How long a record waits for others to share its request, or its aggregate. Longer waits make fewer and larger requests.</summary>
    public TimeSpan RecordMaxBufferedTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Packs user records into aggregates of the Kinesis Producer Library's format. Small records then cost fewer PUT payload units (25 KB each) and
    /// are bounded by a shard's bytes, not its 1,000 records a second; consumers must take aggregates apart.
    /// </summary>
    public bool Aggregates { get; init; }

    /// <summary>An aggregate's data, at most <see cref="RecordBytesMax"/>. A larger record goes alone, not aggregated.</summary>
    public int AggregateBytesMax { get; init; } = 256 * 1024;

    /// <summary>
    /// Whether records of one partition key go in the order in which they were accepted. Then only one request at a time may hold a key, in one
    /// record or one aggregate, so that without aggregation a key takes one record per round trip.
    /// </summary>
    public bool KeepsOrder { get; init; } = true;

    /// <summary>Records (aggregates, not their user records) of one PutRecords call, at most 500.</summary>
    public int RecordsPerRequestMax { get; init; } = 500;

    /// <summary>Data and partition keys of one PutRecords call, at most 10 MiB.</summary>
    public int RequestBytesMax { get; init; } = 10 * 1024 * 1024;

    /// <summary>Data and partition key of one record: 1 MiB unless the stream was configured for more, at most 10 MiB.</summary>
    public int RecordBytesMax { get; init; } = 1024 * 1024;

    /// <summary>PutRecords calls under way per stream.</summary>
    public int RequestsInFlightMax { get; init; } = 16;

    /// <summary>
    /// Memory of all records accepted and not settled yet, of all streams: data, keys and about 256 B each. The encoded requests under way come on
    /// top, at most as much again.
    /// </summary>
    public long BufferBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Share of what Kinesis grants a shard (1,000 records and 1 MiB a second) that this process uses at most: 1 for all of it, less to leave some
    /// to other producers. It is lowered by itself while Kinesis throttles. Above 1 only where a shard takes more than Kinesis grants, as emulators do.
    /// </summary>
    public double ShardShare { get; init; } = 1;

    /// <summary>Time from a record's acceptance after which it is not tried again, and fails as unavailable.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How long a stream's shards are believed while it is written to, unless an answer tells otherwise. One DescribeStreamSummary (20 a second for
    /// the account) and one ListShards per stream and period.
    /// </summary>
    public TimeSpan ShardMapRefresh { get; init; } = TimeSpan.FromMinutes(1);
}
