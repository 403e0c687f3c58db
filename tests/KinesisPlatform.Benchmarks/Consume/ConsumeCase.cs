using System.Globalization;
using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>A stream full of records of one size, spread evenly over its shards.</summary>
/// <param name="Name">Such as <c>1 KiB</c>.</param>
internal sealed record ConsumeCase(string Name, int PayloadBytes, int RecordCount, int ShardCount = 1)
{
    public const string Shard = "shardId-000000000000";

    /// <summary>As many as GetRecords gives.</summary>
    public const int ReadCountMax = 10_000;

    private const int PutCountMax = 500;
    private const int PutBytesMax = 4 << 20;

    public string Stream => $"consume-{PayloadBytes}-{ShardCount}";

    public long TotalBytes => (long)PayloadBytes * RecordCount;

    public static string ShardOf(int index) => string.Create(CultureInfo.InvariantCulture, $"shardId-{index:D12}");

    public async Task FillAsync(AmazonKinesisClient kinesis, KinesisRecordClient records, CancellationToken cancellationToken)
    {
        await kinesis.CreateStreamAsync(new() { StreamName = Stream, ShardCount = ShardCount }, cancellationToken);
        // Seeded, so that every run reads the same bytes; random, so that base64 and JSON meet no pattern.
        var payload = new byte[PayloadBytes];
        new Random(1).NextBytes(payload);
        var batch = Math.Min(PutCountMax, PutBytesMax / PayloadBytes);
        for (var put = 0; put < RecordCount; put += batch)
        {
            var entries = Enumerable.Range(put, Math.Min(batch, RecordCount - put)).Select(i => new PutEntry(payload, $"device-{i % 1000:D4}", HashKeyOf(i % ShardCount))).ToList();
            var results = await records.PutRecordsAsync(Stream, entries, cancellationToken);
            if (results.FirstOrDefault(r => r.ErrorCode is not null) is { ErrorCode: not null } failed)
                throw new InvalidOperationException($"{Stream} could not be filled: {failed.ErrorCode} {failed.ErrorMessage}");
        }
    }

    public async Task<string> IteratorAsync(AmazonKinesisClient kinesis, CancellationToken cancellationToken)
    {
        var request = new Amazon.Kinesis.Model.GetShardIteratorRequest { StreamName = Stream, ShardId = Shard, ShardIteratorType = ShardIteratorType.TRIM_HORIZON };
        return (await kinesis.GetShardIteratorAsync(request, cancellationToken)).ShardIterator!;
    }

    /// <exception cref="InvalidOperationException">Something else was read than put: the figure would mean nothing.</exception>
    public void ThrowUnlessWhole(string side, PassTotal total)
    {
        if (total.RecordCount != (long)RecordCount * total.PassCount || total.PayloadBytes != TotalBytes * total.PassCount)
            throw new InvalidOperationException($"{side} read {total.RecordCount} records of {total.PayloadBytes} bytes in {total.PassCount} passes over {RecordCount} of {TotalBytes}.");
    }

    // The middle of the shard's part of the hash keys; new streams divide them evenly.
    private string HashKeyOf(int shard)
    {
        var width = UInt128.MaxValue / (UInt128)ShardCount;
        return (width * (UInt128)shard + width / 2).ToString(CultureInfo.InvariantCulture);
    }
}
