using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>What SQS does as time passes, under a clock that the test moves.</summary>
public sealed class SqsTimeTests : IAsyncLifetime
{
    private static readonly HttpClient Http = new();

    private readonly FakeTimeProvider _time = new();
    private LocalAwsServer _server = null!;
    private string _queue = "";

    public async Task InitializeAsync()
    {
        _server = await LocalAwsServer.StartAsync(new() { Port = 0 }, _time, default);
        _queue = (await CallAsync("CreateQueue", new { QueueName = "q", Attributes = new { MessageRetentionPeriod = "1209600" } })).GetProperty("QueueUrl").GetString()!;
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Delay_NotYetOver_HidesTheMessage()
    {
        await CallAsync("SendMessage", new { QueueUrl = _queue, MessageBody = "late", DelaySeconds = 60 });
        Assert.Empty(await ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(await ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["late"], await ReceiveAsync());
    }

    [Fact]
    public async Task VisibilityTimeout_Over_GivesTheMessageAgain()
    {
        await SendAsync("again");
        Assert.Equal(["again"], await ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await ReceiveAsync());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["again"], await ReceiveAsync());
    }

    [Fact]
    public async Task Retention_Over_DropsTheMessageWhereverItIs()
    {
        await SendAsync("visible");
        await SendAsync("hidden");
        Assert.Equal(["visible"], await ReceiveAsync(max: 1));
        _time.Advance(TimeSpan.FromDays(14));
        Assert.Empty(await ReceiveAsync());
        var counts = (await CallAsync("GetQueueAttributes", new { QueueUrl = _queue, AttributeNames = new[] { "All" } })).GetProperty("Attributes");
        Assert.Equal("0", counts.GetProperty("ApproximateNumberOfMessages").GetString());
        Assert.Equal("0", counts.GetProperty("ApproximateNumberOfMessagesNotVisible").GetString());
    }

    [Fact]
    public async Task LongPoll_NothingComes_EndsEmptyWhenItsTimeIsOver()
    {
        var waiting = ReceiveAsync(waitSeconds: 20);
        await AdvanceUntilAsync(waiting, TimeSpan.FromSeconds(5));
        Assert.Empty(await waiting);
    }

    [Fact]
    public async Task LongPoll_HiddenMessageFallsDue_IsWokenByIt()
    {
        await CallAsync("SendMessage", new { QueueUrl = _queue, MessageBody = "due", DelaySeconds = 10 });
        var waiting = ReceiveAsync(waitSeconds: 20);
        await AdvanceUntilAsync(waiting, TimeSpan.FromSeconds(10));
        Assert.Equal(["due"], await waiting);
    }

    [Fact]
    public async Task Error_Answered_HasTheCodesOfBothProtocols()
    {
        using var response = await PostAsync("GetQueueUrl", new { QueueName = "missing" }, default);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue;Sender", response.Headers.GetValues("x-amzn-query-error").Single());
        Assert.Contains("com.amazonaws.sqs#QueueDoesNotExist", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<JsonElement> SendAsync(string body) => CallAsync("SendMessage", new { QueueUrl = _queue, MessageBody = body });

    private async Task<string[]> ReceiveAsync(int max = 10, int waitSeconds = 0, CancellationToken cancellationToken = default)
    {
        var answer = await CallAsync("ReceiveMessage", new { QueueUrl = _queue, MaxNumberOfMessages = max, WaitTimeSeconds = waitSeconds }, cancellationToken);
        return answer.TryGetProperty("Messages", out var messages) ? [.. messages.EnumerateArray().Select(m => m.GetProperty("Body").GetString()!)] : [];
    }

    /// <summary>Moves the clock on, however late the request reaches the server: within the queue's retention, by far.</summary>
    private async Task AdvanceUntilAsync(Task task, TimeSpan step)
    {
        // Nothing is measured by it: it ends what hangs.
        var started = Stopwatch.StartNew();
        while (!task.IsCompleted)
        {
            Assert.True(started.Elapsed < TimeSpan.FromMinutes(2), "The request was not answered, however far the clock was moved.");
            _time.Advance(step);
            await Task.WhenAny(task, Task.Delay(20));
        }
    }

    private async Task<JsonElement> CallAsync(string operation, object request, CancellationToken cancellationToken = default)
    {
        using var response = await PostAsync(operation, request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private async Task<HttpResponseMessage> PostAsync(string operation, object request, CancellationToken cancellationToken)
    {
        var content = new StringContent(JsonSerializer.Serialize(request), Encoding.UTF8, new MediaTypeHeaderValue("application/x-amz-json-1.0"));
        using var message = new HttpRequestMessage(HttpMethod.Post, _server.Endpoint) { Content = content };
        message.Headers.Add("X-Amz-Target", $"AmazonSQS.{operation}");
        return await Http.SendAsync(message, cancellationToken);
    }
}
