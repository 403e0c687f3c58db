using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Aws.Tests.Kinesis;

/// <summary>Putting and reading.</summary>
public abstract partial class KinesisContract
{
    [Fact]
    public async Task PutRecord_Read_GivesTheSameRecord()
    {
        await CreateAsync(1);
        var before = DateTime.UtcNow.AddMinutes(-1);

        var put = await Client.PutRecordAsync(new() { StreamName = Stream, Data = new([0, 1, 254, 255]), PartitionKey = "key" });

        var iterator = await IteratorAsync(put.ShardId!, ShardIteratorType.TRIM_HORIZON);
        var record = Assert.Single((await Client.GetRecordsAsync(new() { ShardIterator = iterator })).Records!);
        Assert.Equal([0, 1, 254, 255], record.Data!.ToArray());
        Assert.Equal("key", record.PartitionKey);
        Assert.Equal(put.SequenceNumber, record.SequenceNumber);
        Assert.InRange(record.ApproximateArrivalTimestamp!.Value, before, before.AddHours(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecordClient_PutAndRead_GivesTheSameRecordsInOrder(bool json)
    {
        await CreateAsync(1);
        IKinesisRecordClient records = json ? Json : Cbor;
        PutEntry[] entries =
        [
            .. Enumerable.Range(0, 50).Select(i => new PutEntry(Enumerable.Range(0, i * 5).Select(b => (byte)b).ToArray(), $"schlüssel-{i}", null)),
            new("explicit"u8.ToArray(), "key", "170141183460469231731687303715884105728"),
        ];

        var results = await records.PutRecordsAsync(Stream, entries, default);
        var batch = await records.GetRecordsAsync(await IteratorAsync(results[0].ShardId!, ShardIteratorType.TRIM_HORIZON), 10_000, default);

        Assert.All(results, r => Assert.True(r.IsPut, r.ErrorMessage));
        Assert.Equal(results.Select(r => r.SequenceNumber), batch.Records.Select(r => r.SequenceNumber));
        Assert.Equal(entries.Select(e => e.PartitionKey), batch.Records.Select(r => System.Text.Encoding.UTF8.GetString(r.PartitionKey.Span)));
        Assert.All(entries.Zip(batch.Records), pair => Assert.Equal(pair.First.Data.ToArray(), pair.Second.Data.ToArray()));
        Assert.NotNull(batch.NextShardIterator);
        Assert.True(batch.BehindLatest < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task GetShardIterator_EveryType_StartsWhereItSays()
    {
        await CreateAsync(1);
        var puts = new List<PutEntryResult>();
        for (var i = 0; i < 3; i++) puts.AddRange(await Cbor.PutRecordsAsync(Stream, [new(new byte[] { (byte)i }, "key", null)], default));
        var shard = puts[0].ShardId!;
        var second = puts[1].SequenceNumber.ToString();

        Assert.Equal([0, 1, 2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.TRIM_HORIZON)));
        Assert.Equal([1, 2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.AT_SEQUENCE_NUMBER, second)));
        Assert.Equal([2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.AFTER_SEQUENCE_NUMBER, second)));
        Assert.Equal([0, 1, 2], await ReadAsync(await IteratorAsync(shard, ShardIteratorType.AT_TIMESTAMP, time: DateTime.UtcNow.AddHours(-1))));
        var latest = await IteratorAsync(shard, ShardIteratorType.LATEST);
        Assert.Empty(await ReadAsync(latest));
        await Cbor.PutRecordsAsync(Stream, [new(new byte[] { 3 }, "key", null)], default);
        Assert.Equal([3], await ReadAsync(latest));
    }

    [Fact]
    public async Task GetShardIterator_ShardIsUnknown_ThrowsResourceNotFound()
    {
        await CreateAsync(1);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => IteratorAsync("shardId-000000000099", ShardIteratorType.LATEST));
    }

    [Fact]
    public virtual async Task GetRecords_IteratorIsGarbage_ThrowsInvalidArgument() =>
        await Assert.ThrowsAsync<InvalidArgumentException>(() => Cbor.GetRecordsAsync("garbage", 10, default));

    [Fact]
    public virtual async Task PutRecords_MoreThanItsLimit_IsRefused()
    {
        await CreateAsync(1);
        var entries = Enumerable.Range(0, 501).Select(i => new PutEntry(new byte[] { 1 }, $"{i}", null)).ToList();
        await Assert.ThrowsAnyAsync<AmazonKinesisException>(() => Cbor.PutRecordsAsync(Stream, entries, default));
    }

    [Fact]
    public async Task PutRecords_StreamIsUnknown_ThrowsResourceNotFound() =>
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Cbor.PutRecordsAsync("no-such-stream", [new(new byte[] { 1 }, "key", null)], default));

    private async Task<string> IteratorAsync(string shardId, ShardIteratorType type, string? sequence = null, DateTime? time = null)
    {
        var answer = await Client.GetShardIteratorAsync(
            new() { StreamName = Stream, ShardId = shardId, ShardIteratorType = type, StartingSequenceNumber = sequence, Timestamp = time });
        return answer.ShardIterator!;
    }

    private async Task<byte[]> ReadAsync(string iterator)
    {
        for (var call = 0; ; call++)
        {
            try
            {
                using var batch = await Cbor.GetRecordsAsync(iterator, 100, default);
                return [.. batch.Records.Select(r => r.Data.Span[0])];
            }
            catch (ProvisionedThroughputExceededException) when (call < 10)
            {
                // A shard grants five reads a second, and this client leaves the pace to its caller.
                await Task.Delay(200);
            }
        }
    }

    private async Task<RecordBatch> ReadToEndAsync(string iterator)
    {
        for (var call = 0; call < 10; call++)
        {
            var batch = await Cbor.GetRecordsAsync(iterator, 100, default);
            if (batch.NextShardIterator is null) return batch;
            iterator = batch.NextShardIterator;
        }
        throw new InvalidOperationException("The closed shard has no end.");
    }
}
