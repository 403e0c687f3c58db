using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.LocalAws;
using KinesisPlatform.Streams.FanOut;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Streams.Tests.Emulated;

/// <summary>Subscriptions over HTTP. The emulator's clock is the test's, the reader's the system's.</summary>
public sealed class LocalAwsFanOutTests : IAsyncLifetime
{
    private static readonly StreamName Stream = new("pushed");
    private static readonly ShardId Shard = new("shardId-000000000000");
    private static readonly ReadPosition Horizon = new ReadPosition.TrimHorizon();

    private readonly FakeTimeProvider _serverTime = new(DateTimeOffset.UtcNow);
    private readonly StreamsOptions _options = new() { Reading = ReadingMode.FanOut };
    private LocalAwsServer _server = null!;
    private AmazonKinesisClient _kinesis = null!;
    private KinesisRecordClient _records = null!;
    private ShardSubscriptionClient _subscriptions = null!;
    private FanOutShardReader _reader = null!;

    [Fact]
    public async Task Read_ConsumerIsSlowerThanItsSubscriptionLasts_LosesAndDoublesNothing()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        const int Count = 2_000;
        await PutAsync(0, 100, deadline.Token);
        var read = new List<int>();
        var isFirst = true;

        await foreach (var batch in _reader.ReadAsync(Stream, Shard, Horizon, deadline.Token))
        {
            using (batch) read.AddRange(batch.Records.Select(r => BitConverter.ToInt32(r.Data.Span)));
            if (read.Count >= Count) break;
            if (!isFirst) continue;
            isFirst = false;
            // 19 MB wait for the reader, more than lies between it and the service; then the service ends the subscription.
            await PutAsync(100, Count, deadline.Token);
            _serverTime.Advance(TimeSpan.FromMinutes(6));
        }

        Assert.Equal(Enumerable.Range(0, Count), read);
    }

    [Fact]
    public async Task ReadUpTo_EventLayWaiting_IsNotAfterRecordsThatCameMeanwhile()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var batches = _reader.ReadAsync(Stream, Shard, Horizon, deadline.Token).GetAsyncEnumerator(deadline.Token);
        Assert.True(await batches.MoveNextAsync());
        // The second event, without records, is sent now, and lies there while a record is put.
        _serverTime.Advance(TimeSpan.FromSeconds(2));
        await PutAsync(0, 1, deadline.Token);
        var after = DateTimeOffset.UtcNow;

        var seen = new List<int>();
        while (seen.Count == 0 && await batches.MoveNextAsync())
        {
            seen.AddRange(batches.Current.Records.Select(r => BitConverter.ToInt32(r.Data.Span)));
            if (seen.Count == 0) Assert.True(batches.Current.ReadUpTo < after, "A time was said to be read up to from which a record was still to come.");
        }

        Assert.Equal([0], seen);
    }

    [Fact]
    public async Task Read_RecordIsPut_ComesWithoutWaitingForAnyTimer()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await using var batches = _reader.ReadAsync(Stream, Shard, Horizon, deadline.Token).GetAsyncEnumerator(deadline.Token);
        await batches.MoveNextAsync();

        for (var i = 0; i < 20; i++)
        {
            var next = batches.MoveNextAsync();
            await PutAsync(i, i + 1, deadline.Token);
            // The emulator's clock stands still: nothing comes but what is pushed.
            Assert.True(await next);
            Assert.Equal(i, BitConverter.ToInt32(Assert.Single(batches.Current.Records).Data.Span));
        }
    }

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(new() { Port = 0, EnforceLimits = false }, _serverTime, default);
        (_kinesis, _records, _subscriptions) = (new(TestCredentials.Basic, Config()), new(TestCredentials.Basic, Config()), new(TestCredentials.Basic, Config(), TimeProvider.System));
        var directory = new StreamDirectory(_kinesis, _options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
        _reader = new(_kinesis, _records, _subscriptions, directory, _options, "tests", TimeProvider.System, Random.Shared, NullLogger<FanOutShardReader>.Instance);
        await directory.EnsureAsync(Stream, 1, default);
    }

    public async Task DisposeAsync()
    {
        _kinesis.Dispose();
        _records.Dispose();
        _subscriptions.Dispose();
        await _server.DisposeAsync();
    }

    private AmazonKinesisConfig Config() => new() { ServiceURL = _server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };

    /// <summary>Records of 10 kB with their numbers in front.</summary>
    private async Task PutAsync(int from, int to, CancellationToken cancellationToken)
    {
        foreach (var numbers in Enumerable.Range(from, to - from).Chunk(400))
        {
            var entries = numbers.Select(n => new PutEntry((byte[])[.. BitConverter.GetBytes(n), .. new byte[10_000]], "key", null)).ToList();
            Assert.All(await _records.PutRecordsAsync(Stream.Value, entries, cancellationToken), r => Assert.True(r.IsPut, r.ErrorMessage));
        }
    }
}
