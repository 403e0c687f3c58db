using System.Runtime.CompilerServices;
using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Reading;

/// <summary>
/// Reads shards by polling. All enumerations of a shard together keep to <see cref="StreamsOptions.GetRecordsPerShardPerSecond"/> and
/// <see cref="StreamsOptions.ReadBytesPerShardPerSecond"/>, also while they are far behind: a call brings up to 10 MB or 10,000 records, five times what
/// a shard takes in per second at the default of one call. Have one reader in a process.
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
    private readonly ShardBudgets _budgets;
    private readonly ILogger _logger;

    /// <param name="random">Only for the jitter of back-offs; must be safe for concurrent use where shards are read concurrently, as <see cref="Random.Shared"/> is.</param>
    public ShardReader(
        IAmazonKinesis kinesis, IKinesisRecordClient records, IStreamDirectory directory, StreamsOptions options, TimeProvider time, Random random, ILogger<ShardReader> logger)
    {
        (_kinesis, _records, _directory, _options, _time, _logger) = (kinesis, records, directory, options, time, logger);
        _calls = new(options, time, random, logger);
        _retention = new(kinesis, _calls, options, time);
        _budgets = new(options, time);
    }

    public async IAsyncEnumerable<ShardBatch> ReadAsync(StreamName stream, ShardId shard, ReadPosition from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var progress = new ReadProgress(_directory, _retention, stream, shard, from, _time, _logger);
        using var share = _budgets.Join(stream, shard);
        var cursor = new ShardCursor(_kinesis, _records, _calls, share.Budget, progress, stream, shard, _options.RecordsPerReadMax, _time, _logger);
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
