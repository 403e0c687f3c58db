using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams.Writing;

/// <inheritdoc cref="IStreamWriter"/>
/// <remarks>
/// Requests of one call go one after the other. A request whose answer is lost is sent again, so a record may lie in the stream twice, with two
/// sequence numbers: Kinesis gives no way to tell. Calls that put the same keys concurrently have no order between them.
/// </remarks>
public sealed class KinesisStreamWriter(IKinesisRecordClient kinesis, StreamsOptions options, TimeProvider time, Random random, ILogger<KinesisStreamWriter> logger) : IStreamWriter
{
    private readonly KinesisCalls _calls = new(options, time, random, logger);

    public async Task<IReadOnlyList<PutResult>> PutAsync(StreamName stream, IReadOnlyList<OutgoingRecord> records, CancellationToken cancellationToken)
    {
        var sizes = RecordSize.Measure(stream, records, options.RecordBytesMax);
        var results = new PutResult[records.Count];
        var attempts = new int[records.Count];
        var queue = new KeyedQueue(records);
        var failedRounds = 0;
        while (!queue.IsEmpty)
        {
            var taken = queue.Take(options.RecordsPerRequestMax, options.RequestBytesMax, i => sizes[i]);
            var entries = taken.ConvertAll(i => new PutEntry(records[i].Data, records[i].PartitionKey, records[i].ExplicitHashKey));
            var answers = await _calls.RunAsync($"stream {stream}", token => kinesis.PutRecordsAsync(stream.Value, entries, token), cancellationToken);
            var failed = Settle(stream, taken, answers, results, queue);
            StreamsMetrics.RecordsPut.Add(taken.Count - failed.Count);
            if (failed.Count == 0)
            {
                failedRounds = 0;
                continue;
            }
            CheckAttempts(stream, failed, attempts, results);
            queue.Return(failed);
            await _calls.BackOffAsync(++failedRounds, cancellationToken);
        }
        return results;
    }

    /// <returns>The records that failed, in their order.</returns>
    private List<int> Settle(StreamName stream, List<int> taken, IReadOnlyList<PutEntryResult> answers, PutResult[] results, KeyedQueue queue)
    {
        var failed = new List<int>();
        string? code = null;
        for (var i = 0; i < taken.Count; i++)
        {
            if (answers[i] is { IsPut: true, ShardId: { } shardId, SequenceNumber: var sequence })
            {
                results[taken[i]] = new(new(shardId), sequence);
                queue.Complete(taken[i]);
                continue;
            }
            failed.Add(taken[i]);
            code = answers[i].ErrorCode;
            if (code == "ProvisionedThroughputExceededException") StreamsMetrics.Throttled.Add(1);
        }
        if (failed.Count > 0) Log.RecordsRetried(logger, stream, failed.Count, taken.Count, code);
        return failed;
    }

    private void CheckAttempts(StreamName stream, List<int> failed, int[] attempts, PutResult?[] results)
    {
        foreach (var index in failed)
        {
            if (++attempts[index] < options.AttemptsMax) continue;
            throw new PlatformException(
                FailureKind.Unavailable,
                $"Record {index} was not taken by stream {stream} in {attempts[index]} attempts; {results.Count(r => r is not null)} of {results.Length} records were put. Put less at a time, or give the stream more shards.");
        }
    }
}
