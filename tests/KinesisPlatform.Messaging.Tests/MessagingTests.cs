using System.Diagnostics;
using Amazon.SQS;
using Amazon.SQS.Model;
using KinesisPlatform.Contracts;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Messaging.Tests;

public sealed class MessagingTests : IAsyncLifetime
{
    private const string Coordinator = "kinesis-platform-replay-coordinator";

    /// <summary>Nothing is measured by it: it ends what waits for a clock that stands still.</summary>
    private static readonly TimeSpan HangAfter = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _time = new();
    private readonly Recorder _recorder = new();
    private LocalAwsServer _aws = null!;
    private AmazonSQSClient _sqs = null!;

    public async Task InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync(new() { Port = 0 }, _time, default);
        _sqs = MessagingHost.CreateClient(_aws.Endpoint);
    }

    public async Task DisposeAsync()
    {
        _sqs.Dispose();
        await _aws.DisposeAsync();
    }

    [Fact]
    public async Task Command_ConsumedAndAnsweredByAnEvent_RunsInOneTrace()
    {
        using var spans = new SpanRecorder("MassTransit", "test");
        await using var archiver = await StartAsync("archiver", bus => bus.AddConsumer<FlushArchiveConsumer>());
        await using var gateway = await StartAsync("query-gateway", bus => bus.AddConsumer<GatewaySnapshotConsumer>());
        await using var coordinator = await StartAsync("replay-coordinator", bus => bus.AddConsumer<CoordinatorSnapshotConsumer>());
        using var source = new ActivitySource("test");
        using var root = source.StartActivity("POST /replays")!;

        await coordinator.Sender.SendAsync(new FlushArchive("flights", DateTimeOffset.UnixEpoch), default);

        await _recorder.WaitForAsync(3);
        Assert.Equal(["archiver", "query-gateway", "replay-coordinator"], _recorder.Seen.Select(s => s.Consumer).Order());
        Assert.All(_recorder.Seen, s => Assert.Equal(root.TraceId, s.Trace));
        Assert.Contains(spans.Stopped, s => s.Kind == ActivityKind.Producer && s.TraceId == root.TraceId);
    }

    [Fact]
    public async Task Message_Sent_CarriesTraceparentAsAttributeAndInItsEnvelope()
    {
        using var spans = new SpanRecorder("MassTransit", "test");
        using var source = new ActivitySource("test");
        using var root = source.StartActivity("root")!;
        await using var sender = await StartAsync("query-gateway", _ => { });

        await sender.Sender.SendAsync(new StartReplay("r1"), default);

        var message = Assert.Single((await ReceiveAsync(Coordinator))!);
        var traceparent = message.MessageAttributes!["traceparent"].StringValue!;
        Assert.StartsWith($"00-{root.TraceId}-", traceparent, StringComparison.Ordinal);
        Assert.Contains(traceparent, message.Body!, StringComparison.Ordinal);
        Assert.Equal("application/vnd.masstransit+json", message.MessageAttributes["Content-Type"].StringValue);
    }

    [Fact]
    public async Task Consumer_KeepsFailing_IsRetriedThreeTimesThenInErrorQueue()
    {
        _recorder.Behaviour = (_, _) => throw new PlatformException(FailureKind.Unavailable, "The store is away.");
        await using var host = await StartCoordinatorAsync();

        await host.Sender.SendAsync(new StartReplay("r1"), default);

        await _recorder.WaitForAsync(4);
        var failed = Assert.Single((await ReceiveAsync(Coordinator + "_error"))!);
        Assert.Contains("r1", failed.Body!, StringComparison.Ordinal);
        Assert.Equal("The store is away.", failed.MessageAttributes!["MT-Fault-Message"].StringValue);
        Assert.Equal(4, _recorder.Seen.Count);
    }

    [Fact]
    public async Task Consumer_FailsForGood_IsNotRetried()
    {
        _recorder.Behaviour = (_, _) => throw new PlatformException(FailureKind.Invalid, "No such replay.");
        await using var host = await StartCoordinatorAsync();

        await host.Sender.SendAsync(new StartReplay("r1"), default);

        await _recorder.WaitForAsync(1);
        Assert.Single((await ReceiveAsync(Coordinator + "_error"))!);
        Assert.Single(_recorder.Seen);
    }

    [Fact]
    public async Task Message_OfATypeNobodyConsumes_IsInSkippedQueue()
    {
        await using var host = await StartCoordinatorAsync();
        await host.Sender.SendAsync(new RunReplayPart("r1", 7), default);
        Assert.Contains("r1", Assert.Single((await ReceiveAsync(Coordinator + "_skipped"))!).Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_SentWhileTheServiceIsDown_IsConsumedWhenItStarts()
    {
        await using (var sender = await StartAsync("query-gateway", _ => { })) await sender.Sender.SendAsync(new StartReplay("r1"), default);
        await using var host = await StartCoordinatorAsync();
        await _recorder.WaitForAsync(1);
        Assert.Equal(new StartReplay("r1"), _recorder.Seen[0].Message);
    }

    [Fact]
    public async Task Stop_ConsumerStillRuns_CancelsItAndGivesTheMessageBack()
    {
        var cancelled = false;
        _recorder.Behaviour = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Volatile.Write(ref cancelled, true);
            cancellationToken.ThrowIfCancellationRequested();
        };
        // Not the emulator's clock: what is not given back stays hidden.
        var clock = new FakeTimeProvider();
        await using (var first = await StartCoordinatorAsync(clock, ("StopGrace", "00:01:00")))
        {
            await first.Sender.SendAsync(new StartReplay("r1"), default);
            await _recorder.WaitForAsync(1);
            var stop = first.StopAsync();
            // The message's renewal, and the grace.
            await clock.ArmedAsync(2).WaitAsync(HangAfter);
            clock.Advance(TimeSpan.FromSeconds(59));
            Assert.Equal((false, false), (Volatile.Read(ref cancelled), stop.IsCompleted));
            clock.Advance(TimeSpan.FromSeconds(1));
            await stop.WaitAsync(HangAfter);
        }
        Assert.True(cancelled);
        _recorder.Behaviour = (_, _) => Task.CompletedTask;

        await using var second = await StartCoordinatorAsync();

        await _recorder.WaitForAsync(1);
        Assert.Equal(2, _recorder.Seen.Count(s => s.Message.Equals(new StartReplay("r1"))));
        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => _sqs.GetQueueUrlAsync(new(Coordinator + "_error")));
    }

    [Fact]
    public async Task Stop_PollIsWaiting_EndsThePollAndLosesNothing()
    {
        await using var host = await StartCoordinatorAsync();
        await HealthyAsync(host);
        // A poll ends by the emulator's clock, and so never by itself.
        await host.StopAsync().WaitAsync(HangAfter);

        await using var sender = await StartAsync("query-gateway", _ => { });
        await sender.Sender.SendAsync(new StartReplay("r1"), default);
        Assert.Single((await ReceiveAsync(Coordinator))!);
        Assert.Empty(_recorder.Seen);
    }

    [Fact]
    public async Task Consumer_ProcessDied_MessageComesAgainAfterTheVisibilityTimeout()
    {
        await using (var sender = await StartAsync("query-gateway", _ => { })) await sender.Sender.SendAsync(new StartReplay("r1"), default);
        // A process that received the message and was never heard of again.
        Assert.Single((await ReceiveAsync(Coordinator))!);
        await using var host = await StartCoordinatorAsync();
        await HealthyAsync(host);
        Assert.Empty(_recorder.Seen);

        _time.Advance(TimeSpan.FromSeconds(30));

        await _recorder.WaitForAsync(1);
    }

    [Fact]
    public async Task Consumer_RunsLongerThanTheVisibilityTimeout_KeepsItsMessage()
    {
        using var spans = new SpanRecorder("KinesisPlatform.Aws");
        var release = new TaskCompletionSource();
        _recorder.Behaviour = (_, _) => release.Task;
        await using var host = await StartCoordinatorAsync(_time);
        await host.Sender.SendAsync(new StartReplay("r1"), default);
        await _recorder.WaitForAsync(1);

        for (var renewals = 1; renewals <= 5; renewals++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await spans.WaitForAsync("ChangeMessageVisibility", renewals);
        }
        release.SetResult();

        await spans.WaitForAsync("DeleteMessage", 1);
        Assert.Single(_recorder.Seen);
    }

    [Fact]
    public async Task Start_NoConsumers_CreatesNoQueueAndIsHealthy()
    {
        await using var host = await StartAsync("query-gateway", _ => { });
        await HealthyAsync(host);
        Assert.Empty((await _sqs.ListQueuesAsync(new())).QueueUrls ?? []);
    }

    [Fact]
    public async Task CreateQueuesOff_QueueIsMissing_IsUnhealthyAndSaysSo()
    {
        await using var host = await StartAsync("replay-coordinator", bus => bus.AddConsumer<StartReplayConsumer>(), null, ("CreateQueues", "false"));
        var error = await Assert.ThrowsAsync<PlatformException>(() => host.Sender.SendAsync(new StartReplay("r1"), default));
        Assert.Equal(FailureKind.NotFound, error.Kind);
        Assert.Contains(Coordinator, error.Message, StringComparison.Ordinal);
        Assert.NotEqual(HealthStatus.Healthy, (await host.HealthAsync()).Status);
    }

    [Fact]
    public async Task Sqs_ForgetsItsQueues_TheyAreCreatedAgain()
    {
        await using var host = await StartCoordinatorAsync(_time);
        await host.Sender.SendAsync(new StartReplay("r1"), default);
        await _recorder.WaitForAsync(1);
        await _sqs.DeleteQueueAsync(new((await _sqs.GetQueueUrlAsync(new(Coordinator))).QueueUrl!));

        await host.Sender.SendAsync(new StartReplay("r2"), default);

        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(_recorder.Seen.Any(s => s.Message.Equals(new StartReplay("r2"))));
        });
    }

    [Fact]
    public async Task Sqs_CannotBeReached_SendsFailStartsDoNotAndStopsDoNotWait()
    {
        await using var host = await MessagingHost.StartAsync(new("http://127.0.0.1:1"), "replay-coordinator", _recorder, bus => bus.AddConsumer<StartReplayConsumer>(), _time);
        var error = await Assert.ThrowsAsync<PlatformException>(() => host.Sender.SendAsync(new StartReplay("r1"), default));
        Assert.Equal(FailureKind.Unavailable, error.Kind);
        Assert.NotEqual(HealthStatus.Healthy, (await host.HealthAsync()).Status);
        await host.StopAsync().WaitAsync(HangAfter);
    }

    [Fact]
    public void AddMessaging_Registered_ReportsToNoVendor()
    {
        using var services = new ServiceCollection().AddMessaging(new ConfigurationBuilder().Build(), "archiver", _ => { }).BuildServiceProvider();
        Assert.False(services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled);
    }

    [Fact]
    public async Task SendAsync_TypeIsNoCommand_ThrowsInvalid()
    {
        await using var host = await StartAsync("query-gateway", _ => { });
        var error = await Assert.ThrowsAsync<PlatformException>(() => host.Sender.SendAsync(new ReplayPartCompleted("r1", 1), default));
        Assert.Equal(FailureKind.Invalid, error.Kind);
    }

    private Task<MessagingHost> StartCoordinatorAsync(TimeProvider? time = null, params (string, string)[] options) =>
        StartAsync("replay-coordinator", bus => bus.AddConsumer<StartReplayConsumer>(), time, options);

    private Task<MessagingHost> StartAsync(string service, Action<IBusRegistrationConfigurator> consumers, TimeProvider? time = null, params (string, string)[] options) =>
        MessagingHost.StartAsync(_aws.Endpoint, service, _recorder, consumers, time, options);

    private static Task HealthyAsync(MessagingHost host) => UntilAsync(async () => (await host.HealthAsync()).Status == HealthStatus.Healthy);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var started = Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(started.Elapsed < HangAfter, "What was waited for did not happen.");
            await Task.Delay(20);
        }
    }

    /// <summary>Waits in real time for a queue and a message in it: a bus of its own thread puts both there.</summary>
    private async Task<List<Message>?> ReceiveAsync(string queue)
    {
        List<Message>? messages = null;
        await UntilAsync(async () =>
        {
            try
            {
                var request = new ReceiveMessageRequest((await _sqs.GetQueueUrlAsync(new(queue))).QueueUrl!) { MessageAttributeNames = ["All"], MaxNumberOfMessages = 10, VisibilityTimeout = 30 };
                messages = (await _sqs.ReceiveMessageAsync(request)).Messages;
            }
            catch (QueueDoesNotExistException)
            {
                return false;
            }
            return messages is { Count: > 0 };
        });
        return messages;
    }
}
