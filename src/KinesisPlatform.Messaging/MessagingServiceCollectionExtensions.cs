using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
        services.AddMassTransit(bus =>
        {
            // On by default, it reports to a vendor.
            bus.DisableUsageTelemetry();
            bus.ConfigureHealthCheckOptions(health => health.Name = "messaging");
            consumers(bus);
            var hasConsumers = services.Any(s => s.ServiceType == typeof(MassTransit.Configuration.IConsumerRegistration));
            bus.UsingInMemory((context, factory) =>
            {
                if (!hasConsumers) return;
                factory.ReceiveEndpoint(serviceName, endpoint =>
                {
                    var options = context.GetRequiredService<IOptions<MessagingOptions>>().Value;
                    endpoint.UseMessageRetry(retry => retry.Incremental(options.RetryCount, options.RetryInterval, options.RetryInterval));
                    endpoint.ConfigureConsumers(context);
                });
            });
        });
        return services;
    }
}
