using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Reading;

/// <summary>Reads a shard by iterators, from answer to answer.</summary>
internal sealed class ShardCursor(
    IAmazonKinesis kinesis, IKinesisRecordClient records, KinesisCalls calls, ShardBudget budget, ReadProgress progress, StreamName stream, ShardId shard,
    int recordsPerReadMax, TimeProvider time, ILogger logger)
{
    private readonly string _subject = $"shard {shard} of stream {stream}";
    private string? _iterator;
    private bool _isOpened;
    private int _throttleCount;
    private long _openedTimestamp;

    /// <returns>The next batch, for the caller to dispose.</returns>
    public async Task<ShardBatch> ReadAsync(CancellationToken cancellationToken)
    {
        var (answer, readAt) = await calls.RunAsync(_subject, GetRecordsAsync, cancellationToken);
        // Asked for when nothing could be lost yet, answered perhaps much later: a process may stand still at any point.
        if (await progress.JudgeAsync(cancellationToken))
        {
            answer.Dispose();
            _iterator = null;
            (answer, readAt) = await calls.RunAsync(_subject, GetRecordsAsync, cancellationToken);
            await progress.JudgeAsync(cancellationToken);
        }
        _iterator = answer.NextShardIterator;
        return await progress.ToBatchAsync(answer, readAt, isLastKept: false, _openedTimestamp, cancellationToken);
    }

    private async Task<(RecordBatch Answer, DateTimeOffset ReadAt)> GetRecordsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GetRecordsOnceAsync(cancellationToken);
        }
        catch (ExpiredIteratorException)
        {
            return await GetRecordsOnceAsync(cancellationToken);
        }
    }

    private async Task<(RecordBatch Answer, DateTimeOffset ReadAt)> GetRecordsOnceAsync(CancellationToken cancellationToken)
    {
        var madeAt = await budget.WaitAsync(cancellationToken);
        // Only now, after whatever had to be waited for: retention goes on meanwhile. Whether anything was lost shows when the last record is asked for again.
        if (await progress.JudgeAsync(cancellationToken)) _iterator = null;
        if (_iterator is null)
        {
            _iterator = await OpenAsync(cancellationToken);
            _openedTimestamp = time.GetTimestamp();
        }
        var readAt = time.GetUtcNow();
        try
        {
            var answer = await records.GetRecordsAsync(_iterator, recordsPerReadMax, cancellationToken);
            budget.Count(madeAt, answer.PayloadBytes);
            _throttleCount = 0;
            return (answer, readAt);
        }
        catch (ExpiredIteratorException)
        {
            Log.IteratorExpired(logger, stream, shard);
            _iterator = null;
            throw;
        }
        catch (ProvisionedThroughputExceededException)
        {
            // The shard is at its limit: its other readers here must not find out for themselves.
            budget.Block(calls.BackOffAfter(++_throttleCount));
            throw;
        }
    }

    private async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        var (type, sequence, timestamp) = progress.Start(isFirst: !_isOpened);
        if (progress.IsOvertaken && sequence is not null) type = ShardIteratorType.AT_SEQUENCE_NUMBER;
        var request = new GetShardIteratorRequest { StreamName = stream.Value, ShardId = shard.Value, ShardIteratorType = type, StartingSequenceNumber = sequence, Timestamp = timestamp };
        try
        {
            return (await kinesis.GetShardIteratorAsync(request, cancellationToken)).ShardIterator ?? throw NoIterator();
        }
        catch (InvalidArgumentException) when (sequence is not null)
        {
            await progress.JudgeRefusalAsync(cancellationToken);
            // Some refuse a sequence number that is trimmed already, instead of starting at the horizon.
            request.ShardIteratorType = ShardIteratorType.TRIM_HORIZON;
            request.StartingSequenceNumber = null;
            return (await kinesis.GetShardIteratorAsync(request, cancellationToken)).ShardIterator ?? throw NoIterator();
        }
        finally
        {
            _isOpened = true;
        }
    }

    private PlatformException NoIterator() => new(FailureKind.Data, $"Kinesis answered without an iterator for {_subject}; check the endpoint.");
}
