using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams.Aggregation;
using KinesisPlatform.Streams.Topology;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Reading;

/// <summary>
/// How far one enumeration of a shard has come, however its records are had: last record, the time read up to, and whether retention may have
/// overtaken it. Turns answers into batches.
/// </summary>
internal sealed class ReadProgress(
    IStreamDirectory directory, RetentionPeriods retention, StreamName stream, ShardId shard, ReadPosition from, TimeProvider time, ILogger logger)
{
    // Between the clock that said up to when a shard was read, the one that is read by now, and Kinesis'.
    private static readonly TimeSpan ClockErrorMax = TimeSpan.FromMinutes(10);

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private DateTimeOffset? _readUpTo = (from as ReadPosition.After)?.ReadUpTo;
    private DateTimeOffset _horizon;
    private bool _isRefused;

    /// <summary>The last Kinesis record that was read; null while none was.</summary>
    public SequenceNumber? Last { get; private set; } = (from as ReadPosition.After)?.SequenceNumber;

    /// <summary>Whether records may have been lost to retention after the last one, and it is not known yet.</summary>
    public bool IsOvertaken { get; private set; }

    /// <summary>Where to begin, or to begin anew.</summary>
    /// <param name="isFirst">Whether nothing was asked of the shard before. A reader of the latest records must not skip those put since it started.</param>
    public (ShardIteratorType Type, string? SequenceNumber, DateTime? Timestamp) Start(bool isFirst) => (Last, from) switch
    {
        ({ } last, _) => (ShardIteratorType.AFTER_SEQUENCE_NUMBER, last.ToString(), null),
        // Nothing was returned yet, so starting over can double nothing.
        (_, ReadPosition.Latest) => isFirst ? (ShardIteratorType.LATEST, null, null) : (ShardIteratorType.AT_TIMESTAMP, null, _startedAt.UtcDateTime),
        (_, ReadPosition.AtTimestamp at) => (ShardIteratorType.AT_TIMESTAMP, null, at.Time.UtcDateTime),
        _ => (ShardIteratorType.TRIM_HORIZON, null, null),
    };

    /// <summary>To be called before each read, and again when its answer is there.</summary>
    /// <returns>Whether retention may have overtaken the reader since the last call.</returns>
    public async ValueTask<bool> JudgeAsync(CancellationToken cancellationToken)
    {
        var period = await retention.GetAsync(stream, cancellationToken);
        _horizon = time.GetUtcNow() + ClockErrorMax - period;
        if (IsOvertaken || !(_readUpTo < _horizon)) return false;
        return IsOvertaken = true;
    }

    /// <summary>
    /// To be called when Kinesis refuses <see cref="Last"/>, before reading goes on at the horizon: it may be trimmed, because nothing came for as long as records are kept, or because the
    /// retention was cut short, which makes a gap. Whether it never was in this shard shows with the first record that is there.
    /// </summary>
    public async ValueTask JudgeRefusalAsync(CancellationToken cancellationToken)
    {
        _isRefused = true;
        if (IsOvertaken) return;
        retention.Forget(stream);
        await JudgeAsync(cancellationToken);
    }

    /// <summary>Whether, with this answer, it must be decided if anything was lost: as long as the last record is still there, all after it is.</summary>
    public bool Decides(RecordBatch answer) =>
        IsOvertaken && (answer.Records.Count > 0 || answer.NextShardIterator is null || answer.BehindLatest is null || answer.BehindLatest == TimeSpan.Zero);

    /// <param name="answer">Taken over: its memory is the batch's then.</param>
    /// <param name="readAt">A time before which the answer was not given.</param>
    /// <param name="isLastKept">Whether the stream held <see cref="Last"/> when this answer was there. The answer itself shows it where it begins with that record.</param>
    /// <param name="openedTimestamp">As <see cref="ShardBatch.OpenedTimestamp"/>.</param>
    /// <returns>The next batch, for the caller to dispose.</returns>
    /// <exception cref="PlatformException">Invalid: the last record never was in this shard.</exception>
    public async Task<ShardBatch> ToBatchAsync(RecordBatch answer, DateTimeOffset readAt, bool isLastKept, long openedTimestamp, CancellationToken cancellationToken)
    {
        var children = answer.NextShardIterator is null ? await ChildrenAsync(answer, cancellationToken) : null;
        var kinesisRecords = answer.Records;
        RequireAfterLast(answer);
        var behind = answer.BehindLatest ?? (kinesisRecords is [.., var newest] ? Max(readAt - newest.ArrivedAt, TimeSpan.Zero) : TimeSpan.Zero);
        var isRepeated = IsOvertaken && kinesisRecords.Count > 0 && kinesisRecords[0].SequenceNumber == Last;
        ReadGap? gap = null;
        if (Decides(answer))
        {
            IsOvertaken = false;
            if (!isRepeated && !isLastKept) gap = Gap(kinesisRecords is [var first, ..] && first.ArrivedAt < _horizon ? first.ArrivedAt : _horizon);
        }

        var userRecords = Expand(kinesisRecords, isRepeated ? 1 : 0);
        // While it is not known what is lost, the time read up to stays where the loss would begin. Before the first record it only says when nothing was lost yet.
        if (!IsOvertaken) _readUpTo = Max(Last is null ? DateTimeOffset.MinValue : _readUpTo!.Value, ReadUpTo(kinesisRecords, readAt, behind, isEnd: children is not null));
        if (kinesisRecords is [.., var lastRecord]) Last = lastRecord.SequenceNumber;
        var batch = new ShardBatch(
            shard, userRecords, kinesisRecords.Count > (isRepeated ? 1 : 0) ? Last : null, _readUpTo!.Value, behind, gap, children, answer.TakeMemory())
        {
            OpenedTimestamp = openedTimestamp,
        };
        answer.Dispose();
        StreamsMetrics.RecordsRead.Add(userRecords.Count);
        return batch;
    }

    // After a refusal it was read from the horizon. What is there must be younger than what was read of this shard: else that was another shard's, of a stream of the same name perhaps.
    private void RequireAfterLast(RecordBatch answer)
    {
        if (!_isRefused || answer.Records is not [var first, ..]) return;
        if (first.SequenceNumber <= Last || (!IsOvertaken && first.ArrivedAt < _readUpTo - ClockErrorMax))
        {
            answer.Dispose();
            throw new PlatformException(FailureKind.Invalid, $"Shard {shard} of stream {stream} refuses the sequence number {Last} that was read last, and holds records that arrived before that was read: it is not the shard that was read. Was the stream created anew?");
        }
        _isRefused = false;
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
        KplAggregate.Expand(shard, kinesisRecords, start, userRecords);
        return userRecords;
    }

    private ReadGap Gap(DateTimeOffset lostBefore)
    {
        var gap = new ReadGap(Last, _readUpTo!.Value, Max(_readUpTo.Value, lostBefore));
        Log.GapFound(logger, stream, shard, gap.From, gap.To);
        StreamsMetrics.Gaps.Add(1);
        return gap;
    }

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
