using System.Diagnostics.Metrics;

namespace KinesisPlatform.Streams;

internal static class StreamsMetrics
{
    private static readonly Meter Meter = new("KinesisPlatform.Streams");

    /// <summary>User records, de-aggregated.</summary>
    public static Counter<long> RecordsRead { get; } = Meter.CreateCounter<long>("kinesis_platform.streams.records.read", "{record}", "User records read.");

    public static Counter<long> RecordsPut { get; } = Meter.CreateCounter<long>("kinesis_platform.streams.records.put", "{record}", "User records put and acknowledged.");

    public static Counter<long> RecordsFailed { get; } = Meter.CreateCounter<long>("kinesis_platform.streams.records.failed", "{record}", "Records accepted that could not be put.");

    public static Counter<long> RecordsMisplaced { get; } = Meter.CreateCounter<long>("kinesis_platform.streams.records.misplaced", "{record}", "User records that an aggregate carried into a shard which does not hold their key, because the stream was resharded, and that were put again.");

    public static Counter<long> Throttled { get; } = Meter.CreateCounter<long>("kinesis_platform.streams.throttled", "{call}", "Calls and records that Kinesis throttled.");

    public static Counter<long> Subscriptions { get; } = Meter.CreateCounter<long>("kinesis_platform.streams.subscriptions", "{subscription}", "Subscriptions to shards begun.");

    public static Counter<long> Gaps { get; } = Meter.CreateCounter<long>("kinesis_platform.streams.gaps", "{gap}", "Spans of a shard that retention passed before they were read.");
}
