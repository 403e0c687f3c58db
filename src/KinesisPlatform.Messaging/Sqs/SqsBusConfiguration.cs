using MassTransit;
using MassTransit.Configuration;
using MassTransit.InMemoryTransport.Configuration;
using MassTransit.Observables;

namespace KinesisPlatform.Messaging.Sqs;

internal sealed class SqsBusConfiguration : InMemoryEndpointConfiguration, IInMemoryBusConfiguration
{
    private readonly BusObservable _observers = new();

    public SqsBusConfiguration() : this(new InMemoryTopologyConfiguration(InMemoryBus.CreateMessageTopology())) { }

    private SqsBusConfiguration(IInMemoryTopologyConfiguration topology) : base(topology)
    {
        Host = new(this, topology);
        BusEndpointConfiguration = CreateEndpointConfiguration(true);
    }

    public SqsHostConfiguration Host { get; }

    public IInMemoryHostConfiguration HostConfiguration => Host;

    public IInMemoryEndpointConfiguration BusEndpointConfiguration { get; }

    IHostConfiguration IBusConfiguration.HostConfiguration => Host;

    IEndpointConfiguration IBusConfiguration.BusEndpointConfiguration => BusEndpointConfiguration;

    IBusObserver IBusConfiguration.BusObservers => _observers;

    public ConnectHandle ConnectBusObserver(IBusObserver observer) => _observers.Connect(observer);

    public ConnectHandle ConnectEndpointConfigurationObserver(IEndpointConfigurationObserver observer) => Host.ConnectEndpointConfigurationObserver(observer);
}
