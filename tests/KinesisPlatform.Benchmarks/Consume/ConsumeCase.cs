using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>A stream of one shard, full of records of one size.</summary>
/// <param name="Name">Such as <c>1 KiB</c>.</param>
internal sealed record ConsumeCase(string Name, int PayloadBytes, int RecordCount)
{
    /// <summary>As many as GetRecords gives.</summary>
    public const int ReadCountMax = 10_000;

    private const int PutCountMax = 500;
    private const int PutBytesMax = 4 << 20;

    public string Stream => $"consume-{PayloadBytes}";

    public long TotalBytes => (long)PayloadBytes * RecordCount;

    public async Task FillAsync(AmazonKinesisClient kinesis, KinesisRecordClient records, CancellationToken cancellationToken)
    {
        await kinesis.CreateStreamAsync(new() { StreamName = Stream, ShardCount = 1 }, cancellationToken);
        // Seeded, so that every run reads the same bytes; random, so that base64 and JSON meet no pattern.
        var payload = new byte[PayloadBytes];
        new Random(1).NextBytes(payload);
        var batch = Math.Min(PutCountMax, PutBytesMax / PayloadBytes);
        for (var put = 0; put < RecordCount; put += batch)
        {
            var entries = Enumerable.Range(put, Math.Min(batch, RecordCount - put)).Select(i => new PutEntry(payload, $"device-{i % 1000:D4}", null)).ToList();
            var results = await records.PutRecordsAsync(Stream, entries, cancellationToken);
            if (results.FirstOrDefault(r => r.ErrorCode is not null) is { ErrorCode: not null } failed)
                throw new InvalidOperationException($"{Stream} could not be filled: {failed.ErrorCode} {failed.ErrorMessage}");
        }
    }

    public async Task<string> IteratorAsync(AmazonKinesisClient kinesis, CancellationToken cancellationToken)
    {
        var request = new Amazon.Kinesis.Model.GetShardIteratorRequest { StreamName = Stream, ShardId = "shardId-000000000000", ShardIteratorType = ShardIteratorType.TRIM_HORIZON };
        return (await kinesis.GetShardIteratorAsync(request, cancellationToken)).ShardIterator!;
    }

    /// <exception cref="InvalidOperationException">Something else was read than put: the figure would mean nothing.</exception>
    public void ThrowUnlessWhole(string side, long recordCount, long payloadBytes, int passCount)
    {
        if (recordCount != (long)RecordCount * passCount || payloadBytes != TotalBytes * passCount)
            throw new InvalidOperationException($"{side} read {recordCount} records of {payloadBytes} bytes in {passCount} passes over {RecordCount} of {TotalBytes}.");
    }
}
