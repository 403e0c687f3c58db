using Amazon.SQS;
using KinesisPlatform.Messaging.Sqs;
using MassTransit;
using MassTransit.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Messaging;

/// <summary>Registers messaging.</summary>
public static class MessagingServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IMessageSender"/>, the consumers of this service, all on its one queue, and the health check <c>messaging</c>. Options come
    /// from section <see cref="MessagingOptions.SectionName"/> and are validated at start.
    /// </summary>
    /// <param name="serviceName">One of the services in <see cref="MessageRoutes"/>.</param>
    /// <param name="consumers">Adds the <see cref="IConsumer{TMessage}"/> classes. A service without any only sends: it has no queue and polls none.</param>
    public static IServiceCollection AddMessaging(
        this IServiceCollection services, IConfiguration configuration, string serviceName, Action<IBusRegistrationConfigurator> consumers)
    {
        services.AddOptions<MessagingOptions>().Bind(configuration.GetSection(MessagingOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MessagingOptions>, MessagingOptionsValidator>();
        services.AddSingleton<IMessageSender, MessageSender>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(CreateTransport);
        services.AddMassTransit(bus =>
        {
            // On by default, it reports to a vendor.
            bus.DisableUsageTelemetry();
            bus.ConfigureHealthCheckOptions(health => health.Name = "messaging");
            consumers(bus);
            var hasConsumers = services.Any(s => s.ServiceType == typeof(IConsumerRegistration));
            var configuration = new SqsBusConfiguration();
            bus.SetBusFactory(new SqsBusFactory(configuration, (context, _) =>
            {
                configuration.Host.Provider.Transport = context.GetRequiredService<SqsTransport>();
                if (hasConsumers) configuration.Host.ReceiveEndpoint(serviceName, endpoint => ConfigureConsumers(context, endpoint));
            }));
        });
        return services;
    }

    private static void ConfigureConsumers(IBusRegistrationContext context, IReceiveEndpointConfigurator endpoint)
    {
        var options = context.GetRequiredService<IOptions<MessagingOptions>>().Value;
        endpoint.ConcurrentMessageLimit = options.ConcurrentMessagesMax;
        endpoint.UseMessageRetry(retry =>
        {
            retry.Incremental(options.RetryCount, options.RetryInterval, options.RetryInterval);
            // Trying again cannot help these.
            retry.Ignore<PlatformException>(e => e.Kind is FailureKind.Invalid or FailureKind.NotFound or FailureKind.Data);
        });
        endpoint.ConfigureConsumers(context);
    }

    private static SqsTransport CreateTransport(IServiceProvider provider)
    {
        var client = provider.GetRequiredService<IAmazonSQS>();
        var options = provider.GetRequiredService<IOptions<MessagingOptions>>().Value;
        var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger("KinesisPlatform.Messaging");
        return new(client, new(client, options), options, provider.GetRequiredService<TimeProvider>(), logger);
    }
}
