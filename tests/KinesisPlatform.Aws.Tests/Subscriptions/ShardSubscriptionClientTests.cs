using System.Text;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Aws.Tests.EventStreams;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Subscriptions;

public sealed class ShardSubscriptionClientTests : IAsyncLifetime, IDisposable
{
    private const string Shard = "shardId-000000000000";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly CancellationTokenSource _deadline = new(Deadline);
    private LocalAwsServer _server = null!;
    private AmazonKinesisClient _kinesis = null!;
    private ShardSubscriptionClient _client = null!;
    private string _streamArn = null!;

    [Fact]
    public async Task Subscribe_ToAShardThatIsSplit_GivesItsRecordsAndItsChildren()
    {
        var consumer = await RegisterAsync();
        await PutAsync("one", "two");
        var events = new List<(string[] Texts, string? Continuation, List<string?> Children)>();

        await foreach (var pushed in _client.SubscribeToShardAsync(From(consumer, ShardIteratorType.TRIM_HORIZON), _deadline.Token))
        {
            using (pushed) events.Add(([.. pushed.Batch.Records.Select(r => Encoding.UTF8.GetString(r.Data.Span))], pushed.ContinuationSequenceNumber, [.. pushed.Batch.ChildShards.Select(c => c.ShardId)]));
            if (events.Count > 1) continue;
            await PutAsync("three");
            await _kinesis.SplitShardAsync(new() { StreamName = "s", ShardToSplit = Shard, NewStartingHashKey = "1000" });
        }

        Assert.Equal(["one", "two", "three"], events.SelectMany(e => e.Texts));
        Assert.All(events[..^1], e => Assert.NotNull(e.Continuation));
        Assert.Null(events[^1].Continuation);
        Assert.Equal(["shardId-000000000001", "shardId-000000000002"], events[^1].Children);
    }

    [Fact]
    public async Task Subscribe_AfterAContinuation_GoesOnThere()
    {
        await PutAsync("one");
        await using var first = _client.SubscribeToShardAsync(From(await RegisterAsync("a"), ShardIteratorType.TRIM_HORIZON), _deadline.Token).GetAsyncEnumerator();
        await first.MoveNextAsync();
        await PutAsync("two");

        var from = From(await RegisterAsync("b"), ShardIteratorType.AFTER_SEQUENCE_NUMBER);
        from.StartingPosition!.SequenceNumber = first.Current.ContinuationSequenceNumber;
        await using var second = _client.SubscribeToShardAsync(from, _deadline.Token).GetAsyncEnumerator();
        await second.MoveNextAsync();

        Assert.Equal("two", Encoding.UTF8.GetString(Assert.Single(second.Current.Batch.Records).Data.Span));
    }

    [Fact]
    public async Task Subscribe_TooSoonAgain_IsRefusedAndLaterTheFormerSubscriptionEnds()
    {
        var consumer = await RegisterAsync();
        await using var first = _client.SubscribeToShardAsync(From(consumer, ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator();
        await first.MoveNextAsync();

        await using (var second = _client.SubscribeToShardAsync(From(consumer, ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator())
            await Assert.ThrowsAsync<ResourceInUseException>(async () => await second.MoveNextAsync());
        _time.Advance(TimeSpan.FromSeconds(5));
        await using var third = _client.SubscribeToShardAsync(From(consumer, ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator();
        Assert.True(await third.MoveNextAsync());

        var error = await Assert.ThrowsAsync<ResourceInUseException>(async () =>
        {
            while (await first.MoveNextAsync()) { }
        });
        Assert.Contains("has subscribed to shard", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscribe_ConsumerIsUnknown_ThrowsNotFound()
    {
        await using var events = _client.SubscribeToShardAsync(From(_streamArn + "/consumer/none:1", ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator();
        await Assert.ThrowsAsync<ResourceNotFoundException>(async () => await events.MoveNextAsync());
    }

    [Fact]
    public async Task Subscribe_ServiceEndsTheSubscription_EndsTheEnumeration()
    {
        await using var events = _client.SubscribeToShardAsync(From(await RegisterAsync(), ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator();
        await events.MoveNextAsync();

        _time.Advance(TimeSpan.FromMinutes(5));

        while (await events.MoveNextAsync()) Assert.Empty(events.Current.Batch.Records);
    }

    [Fact]
    public async Task Consumers_ThroughTheClient_AreRegisteredListedAndDeregistered()
    {
        var arn = await RegisterAsync();

        var described = (await _kinesis.DescribeStreamConsumerAsync(new() { StreamARN = _streamArn, ConsumerName = "consumer" })).ConsumerDescription!;
        var listed = (await _kinesis.ListStreamConsumersAsync(new() { StreamARN = _streamArn })).Consumers!;
        await _kinesis.DeregisterStreamConsumerAsync(new() { ConsumerARN = arn });

        Assert.Equal((arn, ConsumerStatus.ACTIVE), (described.ConsumerARN, described.ConsumerStatus));
        Assert.InRange(described.ConsumerCreationTimestamp!.Value, _time.GetUtcNow().UtcDateTime.AddSeconds(-1), _time.GetUtcNow().UtcDateTime.AddSeconds(1));
        Assert.Equal(arn, Assert.Single(listed).ConsumerARN);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => _kinesis.DescribeStreamConsumerAsync(new() { ConsumerARN = arn }));
    }

    [Fact]
    public async Task Subscribe_AnEventIsDamaged_ThrowsDataAfterTheGoodOnes()
    {
        var good = Frames.Event("SubscribeToShardEvent", """{"Records":[],"ContinuationSequenceNumber":"1","MillisBehindLatest":0}""");
        var damaged = (byte[])good.Clone();
        damaged[^10] ^= 1;
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteAsync(response, 200, "application/vnd.amazon.eventstream", (byte[])[.. good, .. damaged]));
        using var client = new ShardSubscriptionClient(TestCredentials.Basic, stub.Config(), _time);

        await using var events = client.SubscribeToShardAsync(From("arn", ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator();

        Assert.True(await events.MoveNextAsync());
        var error = await Assert.ThrowsAsync<PlatformException>(async () => await events.MoveNextAsync());
        Assert.Equal(FailureKind.Data, error.Kind);
    }

    [Fact]
    public async Task Subscribe_ErrorOfTheProtocol_IsThatError()
    {
        var frame = Frames.Of([], (":message-type", "error"), (":error-code", "InternalFailure"), (":error-message", "broken"));
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteAsync(response, 200, "application/vnd.amazon.eventstream", frame));
        using var client = new ShardSubscriptionClient(TestCredentials.Basic, stub.Config(), _time);

        await using var events = client.SubscribeToShardAsync(From("arn", ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator();

        var error = await Assert.ThrowsAsync<AmazonKinesisException>(async () => await events.MoveNextAsync());
        Assert.Equal(("InternalFailure", "broken", 500), (error.ErrorCode, error.Message, (int)error.StatusCode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Subscribe_ServiceFallsSilent_ThrowsTimeout(bool answersHeaders)
    {
        var asked = new TaskCompletionSource();
        await using var stub = await StubService.StartAsync(async (response, _) =>
        {
            if (answersHeaders) await response.Body.FlushAsync();
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, response.HttpContext.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        });
        using var client = new ShardSubscriptionClient(TestCredentials.Basic, stub.Config(), _time);
        await using var events = client.SubscribeToShardAsync(From("arn", ShardIteratorType.LATEST), _deadline.Token).GetAsyncEnumerator();

        var waiting = events.MoveNextAsync().AsTask();
        await asked.Task;
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
    }

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(new() { Port = 0 }, _time, default);
        _kinesis = new(TestCredentials.Basic, Config());
        _client = new(TestCredentials.Basic, Config(), _time);
        await _kinesis.CreateStreamAsync(new() { StreamName = "s", ShardCount = 1 });
        _streamArn = (await _kinesis.DescribeStreamSummaryAsync(new() { StreamName = "s" })).StreamDescriptionSummary!.StreamARN!;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose()
    {
        _client.Dispose();
        _kinesis.Dispose();
        _deadline.Dispose();
    }

    private AmazonKinesisConfig Config() => new() { ServiceURL = _server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" };

    private static SubscribeToShardRequest From(string consumer, ShardIteratorType type) => new() { ConsumerARN = consumer, ShardId = Shard, StartingPosition = new() { Type = type } };

    private async Task<string> RegisterAsync(string name = "consumer") =>
        (await _kinesis.RegisterStreamConsumerAsync(new() { StreamARN = _streamArn, ConsumerName = name })).Consumer!.ConsumerARN!;

    private async Task PutAsync(params string[] texts) => await _kinesis.PutRecordsAsync(new()
    {
        StreamName = "s",
        Records = [.. texts.Select(t => new PutRecordsRequestEntry { PartitionKey = "key", Data = new(Encoding.UTF8.GetBytes(t)) })],
    });
}
