using MassTransit;
using MassTransit.Configuration;
using MassTransit.Context;
using MassTransit.InMemoryTransport;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Sends one message to each of its queues. A failure leaves the queues before it with the message: senders repeat, consumers are idempotent.</summary>
internal sealed class SqsSendTransportContext(IHostConfiguration host, ReceiveEndpointContext context, SqsTransport transport, IReadOnlyList<string> queues)
    : BaseSendTransportContext(host, context.Serialization), SendTransportContext<PipeContext>
{
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(900);

    public override string EntityName { get; } = string.Join(',', queues);

    public override string ActivitySystem => "aws_sqs";

    public override async Task<SendContext<T>> CreateSendContext<T>(T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
    {
        var send = new InMemorySendContext<T>(message, cancellationToken);
        await pipe.Send(send);
        return send;
    }

    public Task<SendContext<T>> CreateSendContext<T>(PipeContext context, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class =>
        CreateSendContext(message, pipe, cancellationToken);

    public async Task Send<T>(PipeContext transportContext, SendContext<T> sendContext) where T : class
    {
        if (queues.Count == 0) return;
        var send = (MessageSendContext<T>)sendContext;
        SqsHeaders.AddTrace(send.Headers);
        var attributes = SqsHeaders.ToAttributes(send.ContentType?.ToString(), send.Headers.GetAll());
        var body = send.Body.GetString();
        var delay = DelaySecondsOf(send);
        foreach (var queue in queues) await transport.Queues.SendAsync(queue, body, attributes, delay, send.CancellationToken);
    }

    public Task Send(IPipe<PipeContext> pipe, CancellationToken cancellationToken = default) => pipe.Send(new SendPipeContext(cancellationToken));

    public void Probe(ProbeContext context) => context.Add("queues", EntityName);

    private static int? DelaySecondsOf<T>(MessageSendContext<T> send) where T : class
    {
        if (send.Delay is not { } delay || delay <= TimeSpan.Zero) return null;
        if (delay > DelayMax)
            throw new PlatformException(FailureKind.Invalid, $"{typeof(T).Name} cannot be delayed by {delay}: SQS delays by at most {DelayMax}. Keep the time in a job document and send when it comes.");
        return (int)Math.Ceiling(delay.TotalSeconds);
    }

    private sealed class SendPipeContext(CancellationToken cancellationToken) : BasePipeContext(cancellationToken);
}
