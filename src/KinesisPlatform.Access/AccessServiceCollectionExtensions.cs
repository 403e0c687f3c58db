using KinesisPlatform.Access.Keys;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Access;

public static class AccessServiceCollectionExtensions
{
    /// <summary>Adds <see cref="AccessKeys"/>, configured by section <see cref="AccessOptions.SectionName"/>. Harmless when repeated.</summary>
    public static IServiceCollection AddAccessKeys(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.Any(service => service.ServiceType == typeof(AccessKeys))) return services;
        services.AddOptions<AccessOptions>().Bind(configuration.GetSection(AccessOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<AccessKeys>();
        return services;
    }
}
