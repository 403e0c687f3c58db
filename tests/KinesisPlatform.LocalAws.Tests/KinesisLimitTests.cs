namespace KinesisPlatform.LocalAws.Tests;

public sealed class KinesisLimitTests
{
    private const int MebibyteBytes = 1 << 20;

    [Fact]
    public async Task PutRecords_OverAShardsRate_FailsPerRecordAndRecovers()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        var records = Enumerable.Range(0, 500).Select(i => KinesisFixture.Entry($"{i}", kinesis.Blob("x"))).ToArray();
        await kinesis.OkAsync("PutRecords", ("StreamName", "s"), ("Records", records));
        await kinesis.OkAsync("PutRecords", ("StreamName", "s"), ("Records", records));

        var third = await kinesis.OkAsync("PutRecords", ("StreamName", "s"), ("Records", records));
        var single = await kinesis.CallAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("x")));
        kinesis.Time.Advance(TimeSpan.FromSeconds(0.1));
        var later = await kinesis.OkAsync("PutRecords", ("StreamName", "s"), ("Records", records));

        Assert.Equal(500, third.Number("FailedRecordCount"));
        Assert.Equal("ProvisionedThroughputExceededException", third.Text("Records.7.ErrorCode"));
        Assert.Equal("Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.", third.Text("Records.7.ErrorMessage"));
        Assert.Equal("ProvisionedThroughputExceededException", single.Error);
        Assert.Equal(400, later.Number("FailedRecordCount"));
    }

    [Fact]
    public async Task Puts_OverOneMebibytePerSecond_AreThrottled()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: true);
        var half = kinesis.Blob(MebibyteBytes / 2 - 1);

        async Task<string?> PutAsync() => (await kinesis.CallAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", half))).Error;

        Assert.Null(await PutAsync());
        Assert.Null(await PutAsync());
        Assert.Equal("ProvisionedThroughputExceededException", await PutAsync());
        kinesis.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(await PutAsync());
    }

    [Fact]
    public async Task GetRecords_MoreThanFiveTimesASecond_IsThrottled()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        var iterator = await kinesis.IteratorAsync("TRIM_HORIZON");

        for (var i = 0; i < 5; i++) await kinesis.OkAsync("GetRecords", ("ShardIterator", iterator));
        var sixth = await kinesis.CallAsync("GetRecords", ("ShardIterator", iterator));
        kinesis.Time.Advance(TimeSpan.FromSeconds(0.2));
        var later = await kinesis.CallAsync("GetRecords", ("ShardIterator", iterator));

        Assert.Equal("ProvisionedThroughputExceededException", sixth.Error);
        Assert.Equal(200, later.Status);
    }

    [Fact]
    public async Task GetRecords_AfterALargeRead_WaitsUntilTheRateIsKept()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: true);
        for (var i = 0; i < 6; i++)
        {
            await kinesis.OkAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob(MebibyteBytes - 1)));
            kinesis.Time.Advance(TimeSpan.FromSeconds(1));
        }
        var read = await kinesis.OkAsync("GetRecords", ("ShardIterator", await kinesis.IteratorAsync("TRIM_HORIZON")));

        kinesis.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal("ProvisionedThroughputExceededException", (await kinesis.CallAsync("GetRecords", ("ShardIterator", read["NextShardIterator"]))).Error);
        kinesis.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(200, (await kinesis.CallAsync("GetRecords", ("ShardIterator", read["NextShardIterator"]))).Status);
    }

    [Fact]
    public async Task Limits_SwitchedOff_ThrottleNothing()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(configure: o => o.EnforceLimits = false);
        var records = Enumerable.Range(0, 500).Select(i => KinesisFixture.Entry($"{i}", kinesis.Blob("x"))).ToArray();
        var iterator = await kinesis.IteratorAsync("TRIM_HORIZON");

        for (var i = 0; i < 8; i++)
        {
            Assert.Equal(0, (await kinesis.OkAsync("PutRecords", ("StreamName", "s"), ("Records", records))).Number("FailedRecordCount"));
            await kinesis.OkAsync("GetRecords", ("ShardIterator", iterator));
        }
    }

    [Fact]
    public async Task PutRecords_OfMoreThanTheRequestMayHold_IsRefusedWhole()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: true, configure: o => o.EnforceLimits = false);
        var small = KinesisFixture.Entry("k", kinesis.Blob("x"));
        var large = KinesisFixture.Entry("k", kinesis.Blob(MebibyteBytes - 1));

        var tooMany = await kinesis.CallAsync("PutRecords", ("StreamName", "s"), ("Records", Enumerable.Repeat(small, 501).ToArray()));
        var tooLarge = await kinesis.CallAsync("PutRecords", ("StreamName", "s"), ("Records", Enumerable.Repeat(large, 10).Append(small).ToArray()));
        var exact = await kinesis.CallAsync("PutRecords", ("StreamName", "s"), ("Records", Enumerable.Repeat(large, 10).ToArray()));

        Assert.Equal("ValidationException", tooMany.Error);
        Assert.Contains("at 'records' failed to satisfy constraint: Member must have length less than or equal to 500", tooMany.Message, StringComparison.Ordinal);
        Assert.Equal("InvalidArgumentException", tooLarge.Error);
        Assert.Equal(0, exact.Number("FailedRecordCount"));
    }

    [Fact]
    public async Task Record_LargerThanTheStreamTakes_IsRefusedUnlessTheStreamAllowsIt()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        await kinesis.OkAsync("CreateStream", ("StreamName", "large"), ("ShardCount", 1), ("MaxRecordSizeInKiB", 10_240));

        async Task<string?> PutAsync(string stream, int length) =>
            (await kinesis.CallAsync("PutRecord", ("StreamName", stream), ("PartitionKey", "k"), ("Data", kinesis.Blob(length)))).Error;

        Assert.Null(await PutAsync("s", MebibyteBytes - 1));
        Assert.Equal("ValidationException", await PutAsync("s", MebibyteBytes));
        Assert.Null(await PutAsync("large", 10 * MebibyteBytes - 1));
        Assert.Equal("ValidationException", await PutAsync("large", 10 * MebibyteBytes));
    }

    [Fact]
    public async Task Puts_WhenTheMemoryForRecordsIsFull_AreRefusedUntilRecordsExpire()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(configure: o => o.KinesisBytesMax = 10);
        await kinesis.PutAsync("ten bytes!");

        var refused = await kinesis.CallAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("x")));
        kinesis.Time.Advance(TimeSpan.FromHours(25));
        await kinesis.ReadAsync("TRIM_HORIZON");

        Assert.Equal("LimitExceededException", refused.Error);
        await kinesis.PutAsync("x");
    }
}
