using MassTransit;
using MassTransit.InMemoryTransport;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

internal sealed class SqsReceiveTransport(SqsTransportProvider provider, InMemoryReceiveEndpointContext context, string queue) : IReceiveTransport
{
    public ReceiveTransportHandle Start()
    {
        // Without requests that await answers, the bus' own temporary queue would only cost polls.
        if (context.IsBusEndpoint) return new IdleReceiver(context);
        var transport = provider.Transport;
        IErrorTransport error = new SqsErrorTransport(transport, context.Send.ErrorQueueNameFormatter.FormatErrorQueueName(queue));
        IDeadLetterTransport skipped = new SqsDeadLetterTransport(transport, context.Send.DeadLetterQueueNameFormatter.FormatDeadLetterQueueName(queue));
        context.AddOrUpdatePayload(() => error, _ => error);
        context.AddOrUpdatePayload(() => skipped, _ => skipped);
        return new SqsReceiver(transport, context, queue);
    }

    public void Probe(ProbeContext context) => context.CreateScope("receiveTransport").Add("queue", queue);

    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => context.ConnectReceiveObserver(observer);

    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) => context.ConnectReceiveTransportObserver(observer);

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => context.ConnectPublishObserver(observer);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => context.ConnectSendObserver(observer);
}
