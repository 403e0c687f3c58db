namespace KinesisPlatform.LocalAws.Tests;

/// <summary>SubscribeToShard under a clock that does not move by itself: what comes, comes without waiting for any timer.</summary>
public sealed class KinesisFanOutTests
{
    [Fact]
    public async Task Subscribe_ToPlainPort_SpeaksHttp2AndBeginsWithTheInitialResponse()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        using var subscription = await KinesisSubscription.BeginAsync(kinesis, await RegisterAsync(kinesis), "LATEST");

        var (type, payload) = (await subscription.NextAsync())!.Value;
        var (second, first) = (await subscription.NextAsync())!.Value;

        Assert.Equal(new Version(2, 0), subscription.Response.Version);
        Assert.Equal("application/vnd.amazon.eventstream", subscription.Response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(("initial-response", "SubscribeToShardEvent"), (type, second));
        Assert.Empty((Dictionary<string, object?>)payload.Body!);
        Assert.Equal((0, 0), (first.List("Records").Length, first.Number("MillisBehindLatest")));
        Assert.NotEmpty(first.Text("ContinuationSequenceNumber"));
    }

    [Fact]
    public async Task Put_WhileSubscribed_IsPushedAtOnce()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        await kinesis.PutAsync("before");
        using var subscription = await KinesisSubscription.BeginAsync(kinesis, await RegisterAsync(kinesis), "LATEST");
        await subscription.NextAsync();
        await subscription.NextAsync();

        foreach (var text in (string[])["one", "two"])
        {
            var sequence = await kinesis.PutAsync(text);
            var pushed = await subscription.EventAsync();
            Assert.Equal([text], KinesisFixture.Texts(pushed));
            Assert.Equal(sequence, pushed.Text("Records.0.SequenceNumber"));
        }
    }

    [Fact]
    public async Task Continuation_OfAnEventWithOrWithoutRecords_GoesOnAfterAllThatWasSent()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        await kinesis.PutAsync("one");
        var numbers = new List<string>();
        foreach (var (name, type) in (ValueTuple<string, string>[])[("a", "TRIM_HORIZON"), ("b", "LATEST")])
        {
            using var subscription = await KinesisSubscription.BeginAsync(kinesis, await RegisterAsync(kinesis, name), type);
            await subscription.NextAsync();
            numbers.Add((await subscription.NextAsync())!.Value.Payload.Text("ContinuationSequenceNumber"));
        }
        await kinesis.PutAsync("two");

        foreach (var (number, i) in numbers.Select((n, i) => (n, i)))
        {
            using var renewed = await KinesisSubscription.BeginAsync(kinesis, await RegisterAsync(kinesis, $"renewed-{i}"), "AFTER_SEQUENCE_NUMBER", ("SequenceNumber", number));
            Assert.Equal(["two"], KinesisFixture.Texts(await renewed.EventAsync()));
        }
    }

    [Fact]
    public async Task Subscription_AfterFiveMinutes_Ends()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        using var subscription = await KinesisSubscription.BeginAsync(kinesis, await RegisterAsync(kinesis), "LATEST");
        await subscription.NextAsync();
        await subscription.NextAsync();

        kinesis.Time.Advance(TimeSpan.FromMinutes(5));

        (string Type, KinesisAnswer Payload)? last = ("", null!);
        while (last is not null)
        {
            last = await subscription.NextAsync();
            if (last is not null) Assert.Equal("SubscribeToShardEvent", last.Value.Type);
        }
    }

    [Fact]
    public async Task SecondSubscriber_WithinFiveSeconds_IsRefusedAndLaterTakesOver()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        var consumer = await RegisterAsync(kinesis);
        using var first = await KinesisSubscription.BeginAsync(kinesis, consumer, "LATEST");

        kinesis.Time.Advance(TimeSpan.FromSeconds(4.9));
        using var refused = await KinesisSubscription.BeginAsync(kinesis, consumer, "LATEST");
        kinesis.Time.Advance(TimeSpan.FromSeconds(0.1));
        using var second = await KinesisSubscription.BeginAsync(kinesis, consumer, "LATEST");
        await kinesis.PutAsync("one");

        Assert.Contains("ResourceInUseException", await refused.RefusalAsync(), StringComparison.Ordinal);
        var types = new List<string>();
        while (await first.NextAsync() is var (type, payload))
        {
            types.Add(type);
            Assert.Empty(payload.List("Records"));
        }
        Assert.Equal("ResourceInUseException", types[^1]);
        Assert.Equal(["one"], KinesisFixture.Texts(await second.EventAsync()));
    }

    [Fact]
    public async Task Split_OfTheShard_EndsTheSubscriptionWithItsChildren()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        using var subscription = await KinesisSubscription.BeginAsync(kinesis, await RegisterAsync(kinesis), "LATEST");
        await subscription.NextAsync();
        await subscription.NextAsync();

        await kinesis.OkAsync("SplitShard", ("StreamName", "s"), ("ShardToSplit", "shardId-000000000000"), ("NewStartingHashKey", "1000"));

        var last = await subscription.EventAsync();
        Assert.Null(last["ContinuationSequenceNumber"]);
        Assert.Equal(["shardId-000000000001", "shardId-000000000002"], last.List("ChildShards").Select(c => c.Text("ShardId")));
        Assert.Null(await subscription.NextAsync());
    }

    [Theory]
    [InlineData("DeregisterStreamConsumer")]
    [InlineData("DeleteStream")]
    public async Task Subscription_WhatItReadsIsGone_EndsWithNotFound(string operation)
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        var consumer = await RegisterAsync(kinesis);
        using var subscription = await KinesisSubscription.BeginAsync(kinesis, consumer, "LATEST");
        await subscription.NextAsync();
        await subscription.NextAsync();

        await kinesis.OkAsync(operation, operation == "DeleteStream" ? ("StreamName", "s") : ("ConsumerARN", consumer));

        Assert.Equal("ResourceNotFoundException", (await subscription.NextAsync())!.Value.Type);
        Assert.Null(await subscription.NextAsync());
    }

    [Fact]
    public async Task Records_FarBehind_ComeAtTwoMegabytesPerSecond()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(configure: o => o.SubscriptionLifetime = TimeSpan.FromHours(12));
        for (var i = 0; i < 5; i++)
        {
            await kinesis.PutAsync(new string('x', (1 << 20) - 10));
            kinesis.Time.Advance(TimeSpan.FromSeconds(1));
        }
        using var subscription = await KinesisSubscription.BeginAsync(kinesis, await RegisterAsync(kinesis), "TRIM_HORIZON");
        var startedAt = kinesis.Time.GetUtcNow();

        for (var i = 0; i < 5; i++)
        {
            var next = subscription.EventAsync();
            while (!next.IsCompleted)
            {
                // The first two are within the burst: for those no time need pass.
                if (i >= 2) kinesis.Time.Advance(TimeSpan.FromMilliseconds(1));
                await Task.Yield();
            }
            Assert.Single((await next).List("Records"));
        }

        Assert.True(kinesis.Time.GetUtcNow() - startedAt >= TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task Register_MoreThanAStreamMayHave_IsRefused()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync();
        for (var i = 0; i < 20; i++) await RegisterAsync(kinesis, $"c{i}");

        Assert.Equal("LimitExceededException", (await kinesis.CallAsync("RegisterStreamConsumer", ("StreamARN", StreamArn), ("ConsumerName", "c20"))).Error);
        Assert.Equal(20, (await kinesis.OkAsync("DescribeStreamSummary", ("StreamName", "s"))).Number("StreamDescriptionSummary.ConsumerCount"));
        var page = await kinesis.OkAsync("ListStreamConsumers", ("StreamARN", StreamArn), ("MaxResults", 15));
        var rest = await kinesis.OkAsync("ListStreamConsumers", ("StreamARN", StreamArn), ("NextToken", page.Text("NextToken")));
        Assert.Equal((15, 5, null), (page.List("Consumers").Length, rest.List("Consumers").Length, rest["NextToken"]));
    }

    [Fact]
    public async Task Consumer_WhereTransitionsTakeTime_IsCreatingThenActiveThenDeletingThenGone()
    {
        await using var kinesis = await KinesisFixture.WithStreamAsync(configure: o => o.StreamTransition = TimeSpan.FromSeconds(2));
        kinesis.Time.Advance(TimeSpan.FromSeconds(2));
        var arns = new List<string>();
        for (var i = 0; i < 5; i++) arns.Add(await RegisterAsync(kinesis, $"c{i}"));

        Assert.Equal("LimitExceededException", (await kinesis.CallAsync("RegisterStreamConsumer", ("StreamARN", StreamArn), ("ConsumerName", "c5"))).Error);
        Assert.Equal("CREATING", await StatusAsync());
        using (var early = await KinesisSubscription.BeginAsync(kinesis, arns[0], "LATEST")) Assert.Contains("ResourceInUseException", await early.RefusalAsync(), StringComparison.Ordinal);
        kinesis.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("ACTIVE", await StatusAsync());
        await kinesis.OkAsync("DeregisterStreamConsumer", ("ConsumerARN", arns[0]));
        Assert.Equal("DELETING", await StatusAsync());
        kinesis.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("ResourceNotFoundException", (await kinesis.CallAsync("DescribeStreamConsumer", ("ConsumerARN", arns[0]))).Error);
        Assert.NotEqual(arns[0], await RegisterAsync(kinesis, "c0"));

        async Task<string> StatusAsync() => (await kinesis.OkAsync("DescribeStreamConsumer", ("StreamARN", StreamArn), ("ConsumerName", "c0"))).Text("ConsumerDescription.ConsumerStatus");
    }

    private const string StreamArn = "arn:aws:kinesis:us-east-1:000000000000:stream/s";

    private static async Task<string> RegisterAsync(KinesisFixture kinesis, string name = "consumer") =>
        (await kinesis.OkAsync("RegisterStreamConsumer", ("StreamARN", StreamArn), ("ConsumerName", name))).Text("Consumer.ConsumerARN");
}
