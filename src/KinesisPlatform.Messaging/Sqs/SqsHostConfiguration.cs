using MassTransit;
using MassTransit.Configuration;
using MassTransit.InMemoryTransport;
using MassTransit.InMemoryTransport.Configuration;
using MassTransit.Transports;

namespace KinesisPlatform.Messaging.Sqs;

internal sealed class SqsHostConfiguration : BaseHostConfiguration<IInMemoryReceiveEndpointConfiguration, IInMemoryReceiveEndpointConfigurator>,
    IInMemoryHostConfiguration, IInMemoryHostConfigurator
{
    private readonly IInMemoryBusConfiguration _bus;
    private readonly InMemoryBusTopology _topology;

    public SqsHostConfiguration(IInMemoryBusConfiguration bus, IInMemoryTopologyConfiguration topology) : base(bus)
    {
        _bus = bus;
        _topology = new(this, topology);
        Provider = new(this);
        ReceiveTransportRetryPolicy = Retry.None;
    }

    public SqsTransportProvider Provider { get; }

    // MassTransit's in-memory address classes take no other scheme.
    public override Uri HostAddress { get; } = new("loopback://sqs/");

    public override IBusTopology Topology => _topology;

    public override IRetryPolicy ReceiveTransportRetryPolicy { get; }

    public Uri BaseAddress { set => throw new NotSupportedException("The address of the bus is fixed."); }

    IInMemoryHostConfigurator IInMemoryHostConfiguration.Configurator => this;

    IInMemoryTransportProvider IInMemoryHostConfiguration.TransportProvider => Provider;

    IInMemoryBusTopology IInMemoryHostConfiguration.Topology => _topology;

    public void ApplyEndpointDefinition(IInMemoryReceiveEndpointConfigurator configurator, IEndpointDefinition definition) =>
        base.ApplyEndpointDefinition(configurator, definition);

    public IInMemoryReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(string queueName, Action<IInMemoryReceiveEndpointConfigurator>? configure) =>
        CreateReceiveEndpointConfiguration(queueName, _bus.CreateEndpointConfiguration(), configure);

    public IInMemoryReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName, IInMemoryEndpointConfiguration endpointConfiguration, Action<IInMemoryReceiveEndpointConfigurator>? configure)
    {
        var configuration = new SqsReceiveEndpointConfiguration(this, queueName, endpointConfiguration);
        configure?.Invoke(configuration);
        Observers.EndpointConfigured(configuration);
        Add(configuration);
        return configuration;
    }

    public override IReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(string queueName, Action<IReceiveEndpointConfigurator>? configure) =>
        CreateReceiveEndpointConfiguration(queueName, (Action<IInMemoryReceiveEndpointConfigurator>?)configure);

    public override void ReceiveEndpoint(
        IEndpointDefinition definition, IEndpointNameFormatter? endpointNameFormatter, Action<IInMemoryReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ReceiveEndpoint(definition.GetEndpointName(endpointNameFormatter ?? DefaultEndpointNameFormatter.Instance), configurator =>
        {
            ApplyEndpointDefinition(configurator, definition);
            configureEndpoint?.Invoke(configurator);
        });

    public override void ReceiveEndpoint(string queueName, Action<IInMemoryReceiveEndpointConfigurator> configureEndpoint) =>
        CreateReceiveEndpointConfiguration(queueName, configureEndpoint);

    public override IHost Build()
    {
        var host = new InMemoryHost(this, _topology);
        foreach (var endpoint in GetConfiguredEndpoints()) endpoint.Build(host);
        return host;
    }
}
