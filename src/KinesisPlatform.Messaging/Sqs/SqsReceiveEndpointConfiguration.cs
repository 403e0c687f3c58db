using MassTransit.InMemoryTransport;
using MassTransit.InMemoryTransport.Configuration;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

internal sealed class SqsReceiveEndpointConfiguration(SqsHostConfiguration hostConfiguration, string queueName, IInMemoryEndpointConfiguration endpoint)
    : InMemoryReceiveEndpointConfiguration(hostConfiguration, queueName, endpoint), IInMemoryReceiveEndpointConfiguration
{
    private readonly SqsHostConfiguration _host = hostConfiguration;
    private readonly string _queue = queueName;

    void IInMemoryReceiveEndpointConfiguration.Build(IHost host)
    {
        var context = (InMemoryReceiveEndpointContext)CreateReceiveEndpointContext();
        var endpoint = new ReceiveEndpoint(new SqsReceiveTransport(_host.Provider, context, _queue), context);
        host.AddReceiveEndpoint(_queue, endpoint);
        ReceiveEndpoint = endpoint;
    }
}
