using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams.Aggregation;
using KinesisPlatform.Streams.Topology;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Reading;

/// <summary>Where one enumeration of a shard is: iterator, last record, the time read up to, and whether retention may have overtaken it.</summary>
internal sealed class ShardCursor(
    IAmazonKinesis kinesis,
    IKinesisRecordClient records,
    IStreamDirectory directory,
    KinesisCalls calls,
    RetentionPeriods retention,
    StreamName stream,
    ShardId shard,
    ReadPosition from,
    int recordsPerReadMax,
    TimeProvider time,
    ILogger logger)
{
    private readonly string _subject = $"shard {shard} of stream {stream}";
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private SequenceNumber? _last = (from as ReadPosition.After)?.SequenceNumber;
    private DateTimeOffset? _readUpTo = (from as ReadPosition.After)?.ReadUpTo;
    private string? _iterator;
    private bool _isOpened;
    private bool _isOvertaken;

    /// <returns>The next batch, for the caller to dispose.</returns>
    public async Task<ShardBatch> ReadAsync(CancellationToken cancellationToken)
    {
        var horizon = time.GetUtcNow() - await retention.GetAsync(stream, cancellationToken);
        if (!_isOvertaken && _readUpTo < horizon)
        {
            // Whether anything was lost shows when the last record is asked for again: as long as it is there, all after it is.
            _isOvertaken = true;
            _iterator = null;
        }
        var (answer, readAt) = await calls.RunAsync(_subject, GetRecordsAsync, cancellationToken);
        _iterator = answer.NextShardIterator;
        var children = answer.NextShardIterator is null ? await ChildrenAsync(answer, cancellationToken) : null;
        return ToBatch(answer, children, readAt, horizon);
    }

    private async Task<(RecordBatch Answer, DateTimeOffset ReadAt)> GetRecordsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GetRecordsOnceAsync(cancellationToken);
        }
        catch (ExpiredIteratorException)
        {
            Log.IteratorExpired(logger, stream, shard);
            _iterator = null;
            return await GetRecordsOnceAsync(cancellationToken);
        }
    }

    private async Task<(RecordBatch Answer, DateTimeOffset ReadAt)> GetRecordsOnceAsync(CancellationToken cancellationToken)
    {
        _iterator ??= await OpenAsync(cancellationToken);
        var readAt = time.GetUtcNow();
        return (await records.GetRecordsAsync(_iterator, recordsPerReadMax, cancellationToken), readAt);
    }

    private async Task<string> OpenAsync(CancellationToken cancellationToken)
    {
        var request = new GetShardIteratorRequest { StreamName = stream.Value, ShardId = shard.Value };
        SetPosition(request);
        try
        {
            return (await kinesis.GetShardIteratorAsync(request, cancellationToken)).ShardIterator ?? throw NoIterator();
        }
        catch (InvalidArgumentException) when (_isOvertaken && _last is not null)
        {
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

    private void SetPosition(GetShardIteratorRequest request)
    {
        if (_last is { } last)
        {
            request.ShardIteratorType = _isOvertaken ? ShardIteratorType.AT_SEQUENCE_NUMBER : ShardIteratorType.AFTER_SEQUENCE_NUMBER;
            request.StartingSequenceNumber = last.ToString();
            return;
        }
        // Nothing was returned yet, so starting over can double nothing. A reader of the latest records must not skip those put since it started.
        (request.ShardIteratorType, request.Timestamp) = from switch
        {
            ReadPosition.Latest when _isOpened => (ShardIteratorType.AT_TIMESTAMP, _startedAt.UtcDateTime),
            ReadPosition.Latest => (ShardIteratorType.LATEST, (DateTime?)null),
            ReadPosition.AtTimestamp at => (ShardIteratorType.AT_TIMESTAMP, at.Time.UtcDateTime),
            _ => (ShardIteratorType.TRIM_HORIZON, null),
        };
    }

    private ShardBatch ToBatch(RecordBatch answer, IReadOnlyList<ShardId>? children, DateTimeOffset readAt, DateTimeOffset horizon)
    {
        var kinesisRecords = answer.Records;
        var isEnd = children is not null;
        var behind = answer.BehindLatest ?? (kinesisRecords is [.., var newest] ? Max(readAt - newest.ArrivedAt, TimeSpan.Zero) : TimeSpan.Zero);
        var isRepeated = _isOvertaken && kinesisRecords.Count > 0 && kinesisRecords[0].SequenceNumber == _last;
        ReadGap? gap = null;
        if (_isOvertaken && (kinesisRecords.Count > 0 || isEnd || behind == TimeSpan.Zero))
        {
            _isOvertaken = false;
            if (!isRepeated) gap = Gap(horizon);
        }

        var userRecords = Expand(kinesisRecords, isRepeated ? 1 : 0);
        if (kinesisRecords is [.., var lastRecord]) _last = lastRecord.SequenceNumber;
        // While it is not known what is lost, the time read up to stays where the loss would begin.
        if (!_isOvertaken) _readUpTo = Max(_readUpTo ?? DateTimeOffset.MinValue, ReadUpTo(kinesisRecords, readAt, behind, isEnd));
        var batch = new ShardBatch(
            shard, userRecords, kinesisRecords.Count > (isRepeated ? 1 : 0) ? _last : null, _readUpTo!.Value, behind, gap, children, answer.TakeMemory());
        answer.Dispose();
        return batch;
    }

    // Not every Kinesis names the children with the last records.
    private async Task<IReadOnlyList<ShardId>> ChildrenAsync(RecordBatch answer, CancellationToken cancellationToken)
    {
        if (answer.ChildShards.Count > 0) return [.. answer.ChildShards.Select(c => new ShardId(c.ShardId ?? "")).Order()];
        return await directory.DescribeAsync(stream, cancellationToken) is { } description ? ShardLineage.ChildrenOf(shard, description.Shards) : [];
    }

    // Behind the tip, the next record may have arrived in the same millisecond as the last one returned.
    private static DateTimeOffset ReadUpTo(IReadOnlyList<KinesisRecord> kinesisRecords, DateTimeOffset readAt, TimeSpan behind, bool isEnd)
    {
        if (isEnd || behind == TimeSpan.Zero) return readAt;
        var byLag = readAt - behind;
        return kinesisRecords is [.., var last] && last.ArrivedAt < byLag ? last.ArrivedAt : byLag;
    }

    private PooledList<StreamRecord> Expand(IReadOnlyList<KinesisRecord> kinesisRecords, int start)
    {
        var userRecords = new PooledList<StreamRecord>(kinesisRecords.Count - start);
        for (var i = start; i < kinesisRecords.Count; i++)
        {
            var record = kinesisRecords[i];
            var whole = new StreamRecord(shard, record.SequenceNumber, 0, record.PartitionKey, null, record.ArrivedAt, record.Data);
            if (!KplAggregate.TryExpand(whole, userRecords)) userRecords.Add(whole);
        }
        return userRecords;
    }

    private ReadGap Gap(DateTimeOffset horizon)
    {
        var gap = new ReadGap(_last, _readUpTo!.Value, horizon);
        Log.GapFound(logger, stream, shard, gap.From, gap.To);
        StreamsMetrics.Gaps.Add(1);
        return gap;
    }

    private PlatformException NoIterator() => new(FailureKind.Data, $"Kinesis answered without an iterator for {_subject}; check the endpoint.");

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
