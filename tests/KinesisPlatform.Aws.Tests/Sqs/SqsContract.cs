using System.Diagnostics;
using Amazon.SQS;
using Amazon.SQS.Model;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Sqs;

/// <summary>What our client and any SQS agree on. Each test has a queue of its own.</summary>
public abstract class SqsContract : IDisposable
{
    private static int s_queueCount;

    private readonly string _name = $"queue-{Interlocked.Increment(ref s_queueCount)}";

    protected SqsContract(Uri endpoint) =>
        Client = new(TestCredentials.Basic, new AmazonSQSConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" });

    protected AmazonSQSClient Client { get; }

    [Fact]
    public async Task CreateQueue_Again_GivesTheSameUrlUnlessAttributesDiffer()
    {
        var first = await CreateAsync(("VisibilityTimeout", "40"));
        Assert.Equal(first, await CreateAsync(("VisibilityTimeout", "40")));
        Assert.Equal(first, (await Client.GetQueueUrlAsync(new(_name))).QueueUrl);
        await Assert.ThrowsAsync<QueueNameExistsException>(() => CreateAsync(("VisibilityTimeout", "41")));
    }

    [Fact]
    public async Task GetQueueUrl_QueueIsUnknown_ThrowsQueueDoesNotExist()
    {
        var error = await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Client.GetQueueUrlAsync(new("no-such-queue")));
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue", error.ErrorCode);
    }

    [Fact]
    public async Task DeleteQueue_ThenSend_ThrowsQueueDoesNotExist()
    {
        var url = await CreateAsync();
        await Client.DeleteQueueAsync(new(url));
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => Client.SendMessageAsync(new(url, "late")));
    }

    [Fact]
    public async Task SendMessage_Received_IsTheSameWithItsDigests()
    {
        var url = await CreateAsync();
        var sent = await Client.SendMessageAsync(new(url, "Grüße, \"Welt\"\n")
        {
            MessageAttributes = new()
            {
                ["text"] = new() { DataType = "String", StringValue = "schön" },
                ["count"] = new() { DataType = "Number.int", StringValue = "42" },
                ["raw"] = new() { DataType = "Binary", BinaryValue = new([0, 1, 255]) },
            },
        });

        var message = Assert.Single((await ReceiveAsync(url))!);
        Assert.Equal((sent.MessageId, "Grüße, \"Welt\"\n"), (message.MessageId, message.Body));
        Assert.Equal(sent.MD5OfMessageBody, message.MD5OfBody);
        // By md5sum.
        Assert.Equal("18fabc77fc4e482f8ef314cfb29c0945", sent.MD5OfMessageBody);
        Assert.Equal("ad17ae6339f805edf6d12045776abfdd", sent.MD5OfMessageAttributes);
        Assert.Equal(sent.MD5OfMessageAttributes, message.MD5OfMessageAttributes);
        Assert.Equal("Number.int", message.MessageAttributes!["count"].DataType);
        Assert.Equal([0, 1, 255], message.MessageAttributes["raw"].BinaryValue!.ToArray());
        Assert.Equal("schön", message.MessageAttributes["text"].StringValue);
    }

    [Fact]
    public virtual async Task ReceiveMessage_SystemAttributesAskedFor_HasThem()
    {
        var url = await CreateAsync();
        const string trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1";
        await Client.SendMessageAsync(new(url, "traced") { MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = trace } } });

        var message = Assert.Single((await ReceiveAsync(url))!);

        Assert.Equal(trace, message.Attributes!["AWSTraceHeader"]);
        Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]);
        Assert.InRange(long.Parse(message.Attributes["SentTimestamp"]), 1_700_000_000_000, 99_999_999_999_999);
    }

    [Fact]
    public async Task ReceiveMessage_NothingThere_IsNullWithoutWaiting() =>
        Assert.Empty(await ReceiveAsync(await CreateAsync(), waitSeconds: 0) ?? []);

    [Fact]
    public async Task ReceiveMessage_WaitsLong_IsWokenByASend()
    {
        var url = await CreateAsync();
        // The longest wait there is: one that was not woken takes all of it.
        const int waitSeconds = 20;
        var started = Stopwatch.StartNew();
        var waiting = ReceiveAsync(url, waitSeconds);
        await Client.SendMessageAsync(new(url, "wake up"));
        Assert.Equal("wake up", Assert.Single((await waiting)!).Body);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(waitSeconds));
    }

    [Fact]
    public async Task DeleteMessage_Received_IsGone()
    {
        var url = await CreateAsync(("VisibilityTimeout", "0"));
        await Client.SendMessageAsync(new(url, "once"));
        var message = Assert.Single((await ReceiveAsync(url))!);
        await Client.DeleteMessageAsync(new(url, message.ReceiptHandle!));
        Assert.Empty(await ReceiveAsync(url, waitSeconds: 0) ?? []);
    }

    [Fact]
    public async Task ChangeMessageVisibility_ToZero_DeliversAgainAndCounts()
    {
        var url = await CreateAsync(("VisibilityTimeout", "600"));
        await Client.SendMessageAsync(new(url, "again"));
        var first = Assert.Single((await ReceiveAsync(url))!);
        Assert.Empty(await ReceiveAsync(url, waitSeconds: 0) ?? []);

        await Client.ChangeMessageVisibilityAsync(new(url, first.ReceiptHandle!, 0));

        var second = Assert.Single((await ReceiveAsync(url))!);
        Assert.Equal(first.MessageId, second.MessageId);
        Assert.NotEqual(first.ReceiptHandle, second.ReceiptHandle);
        Assert.Equal("2", second.Attributes!["ApproximateReceiveCount"]);
    }

    [Fact]
    public virtual async Task DeleteMessage_HandleIsGarbage_ThrowsReceiptHandleIsInvalid()
    {
        var url = await CreateAsync();
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => Client.DeleteMessageAsync(new(url, "garbage")));
    }

    [Fact]
    public async Task SendMessageBatch_ThenDeletedAsBatch_AllSucceed()
    {
        var url = await CreateAsync();
        var sent = await Client.SendMessageBatchAsync(new(url, [new("a", "1"), new("b", "2"), new("c", "3")]));
        Assert.Equal(["a", "b", "c"], sent.Successful!.Select(s => s.Id!));

        var messages = await ReceiveAsync(url);
        var deleted = await Client.DeleteMessageBatchAsync(new(url, [.. messages!.Select((m, i) => new DeleteMessageBatchRequestEntry($"{i}", m.ReceiptHandle!))]));

        Assert.Equal(messages!.Count, deleted.Successful!.Count);
        Assert.Empty(deleted.Failed ?? []);
    }

    [Fact]
    public virtual async Task DeleteMessageBatch_OneHandleIsGarbage_FailsThatEntryOnly()
    {
        var url = await CreateAsync();
        await Client.SendMessageAsync(new(url, "good"));
        var message = Assert.Single((await ReceiveAsync(url))!);

        var deleted = await Client.DeleteMessageBatchAsync(new(url, [new("bad", "garbage"), new("good", message.ReceiptHandle!)]));

        Assert.Equal("good", Assert.Single(deleted.Successful!).Id);
        Assert.Equal(("bad", "ReceiptHandleIsInvalid"), (Assert.Single(deleted.Failed!).Id, deleted.Failed![0].Code));
    }

    [Fact]
    public async Task SendMessageBatch_ElevenEntries_ThrowsTooManyEntries()
    {
        var url = await CreateAsync();
        var entries = Enumerable.Range(0, 11).Select(i => new SendMessageBatchRequestEntry($"{i}", "x")).ToList();
        await Assert.ThrowsAsync<TooManyEntriesInBatchRequestException>(() => Client.SendMessageBatchAsync(new(url, entries)));
        await Assert.ThrowsAsync<BatchEntryIdsNotDistinctException>(() => Client.SendMessageBatchAsync(new(url, [new("a", "1"), new("a", "2")])));
    }

    [Fact]
    public async Task RedrivePolicy_ReceivedTooOften_MovesToTheDeadLetterQueue()
    {
        var deadUrl = (await Client.CreateQueueAsync(new($"{_name}-dead"))).QueueUrl!;
        var deadArn = (await Client.GetQueueAttributesAsync(new(deadUrl, ["QueueArn"]))).Attributes!["QueueArn"];
        var url = await CreateAsync(("VisibilityTimeout", "0"), ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{deadArn}}","maxReceiveCount":"2"}"""));
        await Client.SendMessageAsync(new(url, "poison"));
        Assert.Single((await ReceiveAsync(url))!);
        Assert.Single((await ReceiveAsync(url))!);

        Assert.Empty(await ReceiveAsync(url, waitSeconds: 0) ?? []);

        Assert.Equal("poison", Assert.Single((await ReceiveAsync(deadUrl))!).Body);
    }

    [Fact]
    public async Task GetQueueAttributes_MessagesInEveryState_CountsThem()
    {
        var url = await CreateAsync(("VisibilityTimeout", "600"));
        await Client.SendMessageBatchAsync(new(url, [new("a", "1"), new("b", "2"), new("late", "3") { DelaySeconds = 600 }]));
        Assert.Single((await Client.ReceiveMessageAsync(new(url))).Messages!);
        await Client.SetQueueAttributesAsync(new(url, new() { ["VisibilityTimeout"] = "55" }));

        var attributes = (await Client.GetQueueAttributesAsync(new(url, ["All"]))).Attributes!;

        Assert.Equal("55", attributes["VisibilityTimeout"]);
        Assert.Equal(
            ("1", "1", "1"),
            (attributes["ApproximateNumberOfMessages"], attributes["ApproximateNumberOfMessagesNotVisible"], attributes["ApproximateNumberOfMessagesDelayed"]));
    }

    [Fact]
    public async Task ListQueues_ByPrefix_GivesThoseOnly()
    {
        var url = await CreateAsync();
        var queues = (await Client.ListQueuesAsync(new() { QueueNamePrefix = _name })).QueueUrls!;
        Assert.Contains(url, queues);
        Assert.All(queues, q => Assert.StartsWith(_name, q.Split('/')[^1], StringComparison.Ordinal));
    }

    [Fact]
    public async Task PurgeQueue_MessagesThere_RemovesThem()
    {
        var url = await CreateAsync();
        await Client.SendMessageAsync(new(url, "gone"));
        await Client.PurgeQueueAsync(new() { QueueUrl = url });
        Assert.Empty(await ReceiveAsync(url, waitSeconds: 0) ?? []);
    }

    [Fact]
    public async Task Tags_SetAndTakenAway_AreListed()
    {
        var url = await CreateAsync();
        await Client.TagQueueAsync(new() { QueueUrl = url, Tags = new() { ["team"] = "log", ["stage"] = "test" } });
        await Client.UntagQueueAsync(new() { QueueUrl = url, TagKeys = ["stage"] });
        Assert.Equal("log", Assert.Single((await Client.ListQueueTagsAsync(new() { QueueUrl = url })).Tags!).Value);
    }

    [Fact]
    public async Task SendMessage_OneMebibyte_IsTakenAndOneByteMoreIsNot()
    {
        var url = await CreateAsync();
        await Client.SendMessageAsync(new(url, new string('x', 1_048_576)));
        Assert.Equal(1_048_576, Assert.Single((await ReceiveAsync(url))!).Body!.Length);
        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Client.SendMessageAsync(new(url, new string('x', 1_048_577))));
    }

    public void Dispose()
    {
        Client.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<string> CreateAsync(params (string Name, string Value)[] attributes) =>
        (await Client.CreateQueueAsync(new(_name) { Attributes = attributes.ToDictionary(a => a.Name, a => a.Value) })).QueueUrl!;

    private async Task<List<Message>?> ReceiveAsync(string url, int waitSeconds = 5) =>
        (await Client.ReceiveMessageAsync(new(url)
        {
            MaxNumberOfMessages = 10,
            WaitTimeSeconds = waitSeconds,
            MessageAttributeNames = ["All"],
            MessageSystemAttributeNames = ["All"],
        })).Messages;
}
