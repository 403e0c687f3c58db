using MassTransit;
using MassTransit.InMemoryTransport;
using MassTransit.InMemoryTransport.Configuration;
using MassTransit.Middleware;
using MassTransit.Transports;
using MassTransit.Transports.Fabric;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Makes send transports: an address is a queue, an event is the queues of the static map.</summary>
internal sealed class SqsTransportProvider : Agent, IInMemoryTransportProvider
{
    private readonly IInMemoryHostConfiguration _host;
    private SqsTransport? _transport;

    public SqsTransportProvider(IInMemoryHostConfiguration host)
    {
        _host = host;
        SetReady();
    }

    /// <summary>Known once the container is built, before the bus is.</summary>
    public SqsTransport Transport
    {
        get => _transport ?? throw new InvalidOperationException("The transport was used before the bus was configured.");
        set => _transport = value;
    }

    // Asked for by the interface; nothing passes through it.
    public IMessageFabric<InMemoryTransportContext, InMemoryTransportMessage> MessageFabric { get; } = new MessageFabric<InMemoryTransportContext, InMemoryTransportMessage>();

    public IInMemoryDelayProvider DelayProvider => throw new NotSupportedException("SQS delays messages itself.");

    public Uri NormalizeAddress(Uri address) => new InMemoryEndpointAddress(_host.HostAddress, address);

    public Task<ISendTransport> CreateSendTransport(ReceiveEndpointContext context, Uri address) =>
        Create(context, [new InMemoryEndpointAddress(_host.HostAddress, address).Name]);

    /// <summary>Nobody consumes the faults that MassTransit publishes after the last retry: the message is in the <c>_error</c> queue.</summary>
    public Task<ISendTransport> CreatePublishTransport<T>(ReceiveEndpointContext context, Uri? publishAddress) where T : class =>
        Create(context, MessageRoutes.ConsumersOf(typeof(T)) ?? []);

    public void Probe(ProbeContext context) => context.Add("transport", "sqs");

    private Task<ISendTransport> Create(ReceiveEndpointContext context, IReadOnlyList<string> queues) =>
        Task.FromResult<ISendTransport>(new SendTransport<PipeContext>(new SqsSendTransportContext(_host, context, Transport, queues)));
}
