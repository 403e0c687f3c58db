using System.Numerics;

namespace KinesisPlatform.LocalAws.Tests;

public sealed class KinesisRecordTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PutRecords_ReadBack_KeepsBytesKeysOrderAndTimes(bool isCbor)
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: isCbor);

        var put = await kinesis.OkAsync("PutRecords", ("StreamName", "s"), ("Records", new[] { KinesisFixture.Entry("a", kinesis.Blob("one")), KinesisFixture.Entry("ü\"", kinesis.Blob("")) }));
        kinesis.Time.Advance(TimeSpan.FromMilliseconds(1234));
        await kinesis.PutAsync("three");
        var read = await kinesis.OkAsync("GetRecords", ("ShardIterator", await kinesis.IteratorAsync("TRIM_HORIZON")));

        Assert.Equal(0, put.Number("FailedRecordCount"));
        Assert.Equal(["one", "", "three"], KinesisFixture.Texts(read));
        Assert.Equal(["a", "ü\"", "key"], read.List("Records").Select(r => r.Text("PartitionKey")));
        Assert.Equal(put.List("Records").Select(r => r.Text("SequenceNumber")), read.List("Records").Take(2).Select(r => r.Text("SequenceNumber")));
        // Milliseconds in CBOR, seconds with a fraction in JSON.
        Assert.Equal(isCbor ? 1767225601234m : 1767225601.234m, read["Records.2.ApproximateArrivalTimestamp"]);
        Assert.Equal(0, read.Number("MillisBehindLatest"));
    }

    [Fact]
    public async Task SequenceNumbers_OverShardsAndIncarnations_HaveTheServicesFormAndNeverRepeat()
    {
        await using var kinesis = await KinesisFixture.StartAsync();
        var issued = new List<string>();
        for (var incarnation = 0; incarnation < 2; incarnation++)
        {
            await kinesis.OkAsync("CreateStream", ("StreamName", "s"), ("ShardCount", 3));
            for (var i = 0; i < 20; i++) issued.Add(await kinesis.PutAsync("x", $"key {i}"));
            await kinesis.OkAsync("DeleteStream", ("StreamName", "s"));
        }

        Assert.All(issued, s => Assert.Matches("^49[0-9]{54}$", s));
        Assert.Equal(issued.Count, issued.Distinct().Count());
        Assert.True(issued.Take(20).Max(Number) < issued.Skip(20).Min(Number));
    }

    [Fact]
    public async Task GetShardIterator_EachType_BeginsWhereItSays()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        await kinesis.PutAsync("1");
        kinesis.Time.Advance(TimeSpan.FromSeconds(1));
        var second = await kinesis.PutAsync("2");
        kinesis.Time.Advance(TimeSpan.FromSeconds(1));
        await kinesis.PutAsync("3");
        var latest = await kinesis.IteratorAsync("LATEST");
        await kinesis.PutAsync("4");

        Assert.Equal(["1", "2", "3", "4"], await kinesis.ReadAsync("TRIM_HORIZON"));
        Assert.Equal(["2", "3", "4"], await kinesis.ReadAsync("AT_SEQUENCE_NUMBER", more: ("StartingSequenceNumber", second)));
        Assert.Equal(["3", "4"], await kinesis.ReadAsync("AFTER_SEQUENCE_NUMBER", more: ("StartingSequenceNumber", second)));
        Assert.Equal(["2", "3", "4"], await kinesis.ReadAsync("AT_TIMESTAMP", more: ("Timestamp", 1767225600.5)));
        kinesis.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["4"], KinesisFixture.Texts(await kinesis.OkAsync("GetRecords", ("ShardIterator", latest))));
    }

    [Fact]
    public async Task GetRecords_WithLimit_PagesAndTellsHowFarBehind()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        foreach (var text in "abc") await kinesis.PutAsync(text.ToString());
        kinesis.Time.Advance(TimeSpan.FromSeconds(9));

        var first = await kinesis.OkAsync("GetRecords", ("ShardIterator", await kinesis.IteratorAsync("TRIM_HORIZON")), ("Limit", 2));
        var rest = await kinesis.OkAsync("GetRecords", ("ShardIterator", first["NextShardIterator"]));

        Assert.Equal(["a", "b"], KinesisFixture.Texts(first));
        Assert.Equal(9_000, first.Number("MillisBehindLatest"));
        Assert.Equal(["c"], KinesisFixture.Texts(rest));
        Assert.Equal(0, rest.Number("MillisBehindLatest"));
    }

    [Fact]
    public async Task GetRecords_OfMoreThanTenMebibytes_StopsBeforeAndGoesOn()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: true, configure: o => o.EnforceLimits = false);
        var blob = kinesis.Blob(1_000_000);
        for (var i = 0; i < 12; i++) await kinesis.OkAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", blob));

        var first = await kinesis.OkAsync("GetRecords", ("ShardIterator", await kinesis.IteratorAsync("TRIM_HORIZON")));
        var rest = await kinesis.OkAsync("GetRecords", ("ShardIterator", first["NextShardIterator"]));

        Assert.Equal(10, first.List("Records").Length);
        Assert.Equal(2, rest.List("Records").Length);
    }

    [Theory]
    [InlineData(700, 1_000)]
    [InlineData(25_000, 900)]
    [InlineData(600_000, 40)]
    public async Task GetRecords_OfAnySize_GivesEachRecordOnceInOrder(int length, int count)
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(isCbor: true, configure: o => o.EnforceLimits = false);
        var filling = new string('x', length);
        var batches = Enumerable.Range(0, count).Select(i => KinesisFixture.Entry("k", kinesis.Blob($"{i} {filling}"))).Chunk(Math.Min(500, 9_000_000 / length));
        foreach (var batch in batches) await kinesis.OkAsync("PutRecords", ("StreamName", "s"), ("Records", batch));

        var read = new List<string>();
        object? iterator = await kinesis.IteratorAsync("TRIM_HORIZON");
        while (read.Count < count)
        {
            var page = await kinesis.OkAsync("GetRecords", ("ShardIterator", iterator));
            Assert.NotEmpty(page.List("Records"));
            read.AddRange(KinesisFixture.Texts(page).Select(t => t.Split(' ')[0]));
            iterator = page["NextShardIterator"];
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), read);
    }

    [Fact]
    public async Task Iterator_AfterFiveMinutes_HasExpired()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        var iterator = await kinesis.IteratorAsync("TRIM_HORIZON");

        kinesis.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(200, (await kinesis.CallAsync("GetRecords", ("ShardIterator", iterator))).Status);
        kinesis.Time.Advance(TimeSpan.FromMilliseconds(1));
        var expired = await kinesis.CallAsync("GetRecords", ("ShardIterator", iterator));

        Assert.Equal("ExpiredIteratorException", expired.Error);
        Assert.Contains("Thu Jan 01 00:00:00 UTC 2026 while right now it is Thu Jan 01 00:05:00 UTC 2026", expired.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Records_PastTheRetention_AreTrimmed()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        var first = await kinesis.PutAsync("old");
        kinesis.Time.Advance(TimeSpan.FromHours(20));
        await kinesis.PutAsync("young");
        kinesis.Time.Advance(TimeSpan.FromHours(5));

        Assert.Equal(["young"], await kinesis.ReadAsync("TRIM_HORIZON"));
        // A number that has expired means the oldest record that is left.
        Assert.Equal(["young"], await kinesis.ReadAsync("AT_SEQUENCE_NUMBER", more: ("StartingSequenceNumber", first)));
        kinesis.Time.Advance(TimeSpan.FromHours(24));
        Assert.Empty(await kinesis.ReadAsync("TRIM_HORIZON"));
    }

    [Fact]
    public async Task RetentionPeriod_Increased_KeepsRecordsLonger()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        await kinesis.OkAsync("IncreaseStreamRetentionPeriod", ("StreamName", "s"), ("RetentionPeriodHours", 48));
        await kinesis.PutAsync("kept");
        kinesis.Time.Advance(TimeSpan.FromHours(47));
        Assert.Equal(["kept"], await kinesis.ReadAsync("TRIM_HORIZON"));

        await kinesis.OkAsync("DecreaseStreamRetentionPeriod", ("StreamName", "s"), ("RetentionPeriodHours", 24));

        Assert.Empty(await kinesis.ReadAsync("TRIM_HORIZON"));
        Assert.Equal("InvalidArgumentException", (await kinesis.CallAsync("DecreaseStreamRetentionPeriod", ("StreamName", "s"), ("RetentionPeriodHours", 48))).Error);
        Assert.Equal("InvalidArgumentException", (await kinesis.CallAsync("IncreaseStreamRetentionPeriod", ("StreamName", "s"), ("RetentionPeriodHours", 8761))).Error);
    }

    [Fact]
    public async Task ExplicitHashKey_OverridesThePartitionKeysHash()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(shardCount: 2);

        var low = await kinesis.OkAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("x")), ("ExplicitHashKey", "0"));
        var high = await kinesis.OkAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("x")), ("ExplicitHashKey", UInt128.MaxValue.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var beyond = await kinesis.CallAsync("PutRecord", ("StreamName", "s"), ("PartitionKey", "k"), ("Data", kinesis.Blob("x")), ("ExplicitHashKey", "340282366920938463463374607431768211456"));

        Assert.Equal(["shardId-000000000000", "shardId-000000000001"], [low.Text("ShardId"), high.Text("ShardId")]);
        Assert.Equal("InvalidArgumentException", beyond.Error);
    }

    private static BigInteger Number(string sequence) => BigInteger.Parse(sequence, System.Globalization.CultureInfo.InvariantCulture);
}
