using MassTransit;
using MassTransit.InMemoryTransport;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Stands for the bus' own endpoint, which receives nothing.</summary>
internal sealed class IdleReceiver : ConsumerAgent<string>, ReceiveTransportHandle
{
    private readonly InMemoryReceiveEndpointContext _context;

    public IdleReceiver(InMemoryReceiveEndpointContext context) : base(context, StringComparer.Ordinal)
    {
        _context = context;
        TrySetConsumeTask(ReadyAsync());
    }

    Task ReceiveTransportHandle.Stop(CancellationToken cancellationToken) => this.Stop("Stop", cancellationToken);

    protected override async Task ActiveAndActualAgentsCompleted(StopContext context)
    {
        await base.ActiveAndActualAgentsCompleted(context);
        await _context.TransportObservers.NotifyCompleted(_context.InputAddress, this);
    }

    private async Task ReadyAsync()
    {
        await _context.TransportObservers.NotifyReady(_context.InputAddress);
        SetReady();
        await Task.Delay(Timeout.Infinite, Stopping).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
