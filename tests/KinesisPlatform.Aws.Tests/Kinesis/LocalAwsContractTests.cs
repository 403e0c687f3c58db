using Amazon.Kinesis.Model;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Kinesis;

/// <summary>The contract against this repository's own emulator.</summary>
public sealed class LocalAwsContractTests(LocalAwsFixture fixture) : KinesisContract(fixture.Endpoint), IClassFixture<LocalAwsFixture>
{
    [Fact]
    public async Task GetRecords_IteratorIsSixMinutesOld_ThrowsExpiredIterator()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await LocalAwsServer.StartAsync(new() { Port = 0 }, time, default);
        using var client = new Amazon.Kinesis.AmazonKinesisClient(TestCredentials.Basic, ConfigFor(server.Endpoint));
        await client.CreateStreamAsync(new() { StreamName = "aging", ShardCount = 1 });
        time.Advance(TimeSpan.FromMinutes(1));
        var iterator = await client.GetShardIteratorAsync(new() { StreamName = "aging", ShardId = "shardId-000000000000", ShardIteratorType = "LATEST" });

        time.Advance(TimeSpan.FromMinutes(6));

        await Assert.ThrowsAsync<ExpiredIteratorException>(() => client.GetRecordsAsync(new() { ShardIterator = iterator.ShardIterator }));
    }
}
