using System.Runtime.CompilerServices;
using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Reading;

/// <summary>
/// Reads shards by polling. Each enumeration keeps to <see cref="StreamsOptions.GetRecordsPerShardPerSecond"/> also while it is far behind: a call
/// brings up to 10 MB or 10,000 records, five times what a shard takes in per second at the default of one call.
/// </summary>
public sealed class ShardReader : IShardReader
{
    private readonly IAmazonKinesis _kinesis;
    private readonly IKinesisRecordClient _records;
    private readonly IStreamDirectory _directory;
    private readonly StreamsOptions _options;
    private readonly TimeProvider _time;
    private readonly KinesisCalls _calls;
    private readonly RetentionPeriods _retention;
    private readonly ILogger _logger;

    /// <param name="random">Only for the jitter of back-offs; must be safe for concurrent use where shards are read concurrently, as <see cref="Random.Shared"/> is.</param>
    public ShardReader(
        IAmazonKinesis kinesis, IKinesisRecordClient records, IStreamDirectory directory, StreamsOptions options, TimeProvider time, Random random, ILogger<ShardReader> logger)
    {
        (_kinesis, _records, _directory, _options, _time, _logger) = (kinesis, records, directory, options, time, logger);
        _calls = new(options, time, random, logger);
        _retention = new(kinesis, _calls, options, time);
    }

    private ShardReader(ShardReader original, StreamsOptions options)
    {
        (_kinesis, _records, _directory, _time, _logger) = (original._kinesis, original._records, original._directory, original._time, original._logger);
        (_options, _calls, _retention) = (options, original._calls, original._retention);
    }

    /// <summary>A reader with another budget: a live view may want five calls a second where an archive is content with one.</summary>
    /// <param name="getRecordsPerShardPerSecond">Above 0, at most 5.</param>
    public ShardReader WithBudget(double getRecordsPerShardPerSecond)
    {
        if (getRecordsPerShardPerSecond is not (> 0 and <= 5)) throw new ArgumentOutOfRangeException(nameof(getRecordsPerShardPerSecond), getRecordsPerShardPerSecond, "Kinesis grants a shard 5 calls a second.");
        return new(this, _options with { GetRecordsPerShardPerSecond = getRecordsPerShardPerSecond });
    }

    public async IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var progress = new ReadProgress(_directory, _retention, stream, shard, from, _time, _logger);
        var cursor = new ShardCursor(_kinesis, _records, _calls, progress, stream, shard, _options.RecordsPerReadMax, _time, _logger);
        var pace = new CallPace(TimeSpan.FromSeconds(1 / _options.GetRecordsPerShardPerSecond), _time);
        while (true)
        {
            await pace.WaitAsync(cancellationToken);
            var batch = await cursor.ReadAsync(cancellationToken);
            // The batch is the caller's by the time the enumeration goes on.
            var isEnd = batch.IsEndOfShard;
            yield return batch;
            if (isEnd) yield break;
        }
    }
}
