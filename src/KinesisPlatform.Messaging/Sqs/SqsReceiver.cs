using System.Diagnostics.CodeAnalysis;
using Amazon.SQS.Model;
using MassTransit;
using MassTransit.InMemoryTransport;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>
/// Receives from one queue by long polling, as many messages at a time as there are free slots, and hands each to MassTransit. Stopping cancels
/// the poll, lets running consumers finish for a while, then cancels them and gives their messages back.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "MassTransit stops its agents and disposes none; nothing here holds a handle or a timer.")]
internal sealed class SqsReceiver : ConsumerAgent<string>, ReceiveTransportHandle
{
    private const int ReceiveMax = 10;
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(30);

    private readonly InMemoryReceiveEndpointContext _context;
    private readonly string _queue;
    private readonly SemaphoreSlim _slots;
    private readonly int _slotCount;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _graceOver = new();
    private readonly SqsTransport _transport;

    public SqsReceiver(SqsTransport transport, InMemoryReceiveEndpointContext context, string queue) : base(context, StringComparer.Ordinal)
    {
        (_transport, _context, _queue) = (transport, context, queue);
        _slotCount = transport.Options.ConcurrentMessagesMax;
        _slots = new(_slotCount);
        TrySetConsumeTask(Task.Run(RunAsync));
    }

    Task ReceiveTransportHandle.Stop(CancellationToken cancellationToken) => this.Stop("Stop", cancellationToken);

    protected override async Task StopAgent(StopContext context)
    {
        await _stopping.CancelAsync();
        var idle = AllSlotsAsync();
        await Task.WhenAny(idle, Task.Delay(_transport.Options.StopGrace, _transport.Time, context.CancellationToken));
        await _graceOver.CancelAsync();
        await idle.WaitAsync(context.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAgent(context);
    }

    protected override async Task ActiveAndActualAgentsCompleted(StopContext context)
    {
        await base.ActiveAndActualAgentsCompleted(context);
        await _context.TransportObservers.NotifyCompleted(_context.InputAddress, this);
    }

    private async Task RunAsync()
    {
        LogContext.Current = _context.LogContext;
        await _context.DependenciesReady.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var failures = 0;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var url = await _transport.Queues.UrlOfAsync(_queue, _stopping.Token);
                if (failures > 0 || !IsAlreadyReady) await ReportReadyAsync();
                failures = 0;
                await ReceiveAsync(url);
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (PlatformException e)
            {
                await BackOffAsync(++failures, e);
            }
        }
    }

    private async Task ReceiveAsync(string url)
    {
        await _slots.WaitAsync(_stopping.Token);
        var taken = 1;
        while (taken < ReceiveMax && _slots.Wait(0, CancellationToken.None)) taken++;
        List<Message> messages = [];
        try
        {
            var request = new ReceiveMessageRequest(url)
            {
                MaxNumberOfMessages = taken,
                WaitTimeSeconds = (int)_transport.Options.ReceiveWaitTime.TotalSeconds,
                VisibilityTimeout = (int)_transport.Options.VisibilityTimeout.TotalSeconds,
                MessageAttributeNames = ["All"],
                MessageSystemAttributeNames = ["ApproximateReceiveCount"],
            };
            var answer = await SqsFailures.TranslateAsync(_transport.Queues.FullName(_queue), () => _transport.Client.ReceiveMessageAsync(request, _stopping.Token));
            messages = answer.Messages ?? [];
        }
        finally
        {
            if (taken > messages.Count) _slots.Release(taken - messages.Count);
        }
        foreach (var message in messages) _ = Task.Run(() => HandleAsync(url, message));
    }

    private async Task HandleAsync(string url, Message message)
    {
        LogContext.Current = _context.LogContext;
        using var receive = new SqsReceiveContext(message, _context);
        await using var hold = new SqsMessageLock(_transport, url, message, receive.CancellationToken);
        using var cancellation = _graceOver.Token.Register(receive.CancelConsumer);
        try
        {
            await Dispatch(message.ReceiptHandle!, receive, hold);
        }
        catch (Exception e)
        {
            // MassTransit has logged what the consumer threw; the message stays in the queue and comes again.
            Log.MessageNotCompleted(_transport.Logger, message.MessageId, _transport.Queues.FullName(_queue), e.Message);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task ReportReadyAsync()
    {
        await _context.TransportObservers.NotifyReady(_context.InputAddress);
        SetReady();
    }

    private async Task BackOffAsync(int failures, PlatformException exception)
    {
        if (exception.InnerException is QueueDoesNotExistException) _transport.Queues.Forget(_queue);
        var pause = TimeSpan.FromSeconds(Math.Min(BackOffMax.TotalSeconds, Math.Pow(2, Math.Min(failures, 10) - 1)));
        Log.ReceiveFailed(_transport.Logger, _transport.Queues.FullName(_queue), exception.Message, pause);
        await _context.TransportObservers.NotifyFaulted(_context.InputAddress, exception);
        await Task.Delay(pause, _transport.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Completes when no consumer runs and none can start.</summary>
    private async Task AllSlotsAsync()
    {
        for (var slot = 0; slot < _slotCount; slot++) await _slots.WaitAsync();
    }
}
