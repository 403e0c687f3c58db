using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.LocalAws;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.Streams.Writing;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests.Emulated;

/// <summary>Writing and reading above a shard's limits, which LocalAws enforces as the service does.</summary>
public sealed class LocalAwsLimitTests : IAsyncLifetime
{
    private static readonly StreamName Stream = new("limited");
    private static readonly StreamsOptions Options = new() { GetRecordsPerShardPerSecond = 5 };

    private LocalAwsServer _server = null!;
    private AmazonKinesisClient _kinesis = null!;
    private KinesisRecordClient _records = null!;
    private StreamDirectory _directory = null!;

    [Fact]
    public async Task PutAndRead_MoreThanTheShardTakes_AllArriveOnceInOrder()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await _directory.EnsureAsync(Stream, 1, deadline.Token);
        // 1,000 records a second fit; 10 of each key must stay in order although some are refused.
        OutgoingRecord[] records = [.. Enumerable.Range(0, 2_000).Select(i => new OutgoingRecord($"key-{i % 200}", BitConverter.GetBytes(i)))];
        await using var producer = new StreamProducer(_records, _directory, Options, TimeProvider.System, Random.Shared, NullLogger<StreamProducer>.Instance);

        var results = await producer.PutAsync(Stream, records, deadline.Token);
        var readers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ReadAsync(records.Length, deadline.Token)));

        Assert.Equal(records.Length, results.Select(r => r.SequenceNumber).Distinct().Count());
        foreach (var read in readers)
        {
            Assert.Equal(Enumerable.Range(0, records.Length), read.Order());
            Assert.All(read.GroupBy(i => i % 200), key => Assert.Equal(key.Order(), key));
        }
    }

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(new() { Port = 0 }, TimeProvider.System, default);
        var config = new AmazonKinesisConfig { ServiceURL = _server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };
        (_kinesis, _records) = (new(TestCredentials.Basic, config), new(TestCredentials.Basic, config));
        _directory = new(_kinesis, Options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
    }

    public async Task DisposeAsync()
    {
        _kinesis.Dispose();
        _records.Dispose();
        await _server.DisposeAsync();
    }

    /// <summary>Three of these share the shard's five calls a second, so most are throttled at times.</summary>
    private async Task<List<int>> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var reader = new ShardReader(_kinesis, _records, _directory, Options with { RecordsPerReadMax = 500 }, TimeProvider.System, Random.Shared, NullLogger<ShardReader>.Instance);
        var read = new List<int>();
        await foreach (var batch in reader.ReadAsync(Stream, new("shardId-000000000000"), new ReadPosition.TrimHorizon(), cancellationToken))
        {
            read.AddRange(batch.Records.Select(r => BitConverter.ToInt32(r.Data.Span)));
            if (read.Count >= count) break;
        }
        return read;
    }
}
