using MassTransit;
using MassTransit.Configuration;
using MassTransit.InMemoryTransport.Configuration;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>
/// A MassTransit bus over SQS. Bus, endpoints, topology and pipes are MassTransit's public in-memory classes; what sends, receives and moves
/// messages is ours, because the official transport needs AWS packages that are not to be had.
/// </summary>
internal sealed class SqsBusFactory(SqsBusConfiguration bus, Action<IBusRegistrationContext, IInMemoryBusFactoryConfigurator> configure)
    : TransportRegistrationBusFactory<IInMemoryReceiveEndpointConfigurator>(bus.HostConfiguration)
{
    public override IBusInstance CreateBus(IBusRegistrationContext context, IEnumerable<IBusInstanceSpecification> specifications, string busName) =>
        CreateBus(new InMemoryBusFactoryConfigurator(bus), context, configure, specifications);

    protected override IBusInstance CreateBusInstance(
        IBusControl bus, IHost<IInMemoryReceiveEndpointConfigurator> host, IHostConfiguration hostConfiguration, IBusRegistrationContext context) =>
        new TransportBusInstance<IInMemoryReceiveEndpointConfigurator>(bus, host, hostConfiguration, context);
}
