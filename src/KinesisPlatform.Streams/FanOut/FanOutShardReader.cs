using System.Runtime.CompilerServices;
using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Streams.Reading;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.FanOut;

/// <summary>
/// Reads shards by enhanced fan-out: Kinesis pushes records as they come, at 2 MB/s for each shard and consumer, and no call is taken from the shard's
/// other consumers. Registers its consumer with a stream that it first reads.
/// </summary>
/// <remarks>
/// <see cref="ShardBatch.ReadUpTo"/> advances with the events. On an idle shard it is one or two of the service's silent intervals behind the present:
/// an event proves only that nothing was missing when the wait for it began, since it may have lain there, unread, from then on.
/// </remarks>
public sealed class FanOutShardReader : IShardReader
{
    private readonly IAmazonKinesis _kinesis;
    private readonly IKinesisRecordClient _records;
    private readonly IShardSubscriptionClient _subscriptions;
    private readonly IStreamDirectory _directory;
    private readonly StreamsOptions _options;
    private readonly TimeProvider _time;
    private readonly KinesisCalls _calls;
    private readonly RetentionPeriods _retention;
    private readonly StreamConsumers _consumers;
    private readonly ILogger _logger;

    /// <param name="consumerName">1-128 of <c>[a-zA-Z0-9_.-]</c>. Two readers of one name cannot read one shard at the same time: they take it from each other.</param>
    /// <param name="random">Only for the jitter of back-offs; must be safe for concurrent use where shards are read concurrently, as <see cref="Random.Shared"/> is.</param>
    public FanOutShardReader(
        IAmazonKinesis kinesis, IKinesisRecordClient records, IShardSubscriptionClient subscriptions, IStreamDirectory directory,
        StreamsOptions options, string consumerName, TimeProvider time, Random random, ILogger<FanOutShardReader> logger)
    {
        (_kinesis, _records, _subscriptions, _directory, _options, _time, _logger) = (kinesis, records, subscriptions, directory, options, time, logger);
        _calls = new(options, time, random, logger);
        _retention = new(kinesis, _calls, options, time);
        _consumers = new(kinesis, _calls, options, consumerName, time, logger);
    }

    public async IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Before the reading begins: what arrives while the consumer is being registered is not before it.
        await _consumers.GetAsync(stream, cancellationToken);
        var progress = new ReadProgress(_directory, _retention, stream, shard, from, _time, _logger);
        await using var cursor = new SubscriptionCursor(_kinesis, _records, _subscriptions, _consumers, _calls, progress, stream, shard, _options, _logger);
        while (true)
        {
            var batch = await cursor.ReadAsync(cancellationToken);
            // The batch is the caller's by the time the enumeration goes on.
            var isEnd = batch.IsEndOfShard;
            yield return batch;
            if (isEnd) yield break;
        }
    }
}
