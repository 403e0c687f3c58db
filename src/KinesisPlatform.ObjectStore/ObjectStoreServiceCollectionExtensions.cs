using Amazon.S3;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ObjectStore;

/// <summary>Registers the platform's bucket.</summary>
public static class ObjectStoreServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ObjectStoreOptions"/> from their section, validated at start, and <see cref="IObjectStore"/> on the <see cref="IAmazonS3"/> that is registered elsewhere.
    /// A service that writes also calls <see cref="AddObjectStoreCheck"/>.
    /// </summary>
    public static IServiceCollection AddObjectStore(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ObjectStoreOptions>().Bind(configuration.GetSection(ObjectStoreOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ObjectStoreOptions>, ObjectStoreOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IObjectStore>(provider => new S3ObjectStore(
            provider.GetRequiredService<IAmazonS3>(),
            provider.GetRequiredService<IOptions<ObjectStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>
    /// Verifies the store at start with <see cref="ObjectStoreProbe"/>, 6 requests below <paramref name="prefix"/>; the service does not start on a store that fails it.
    /// Call it before the service's own hosted services are added: they start in order.
    /// </summary>
    public static IServiceCollection AddObjectStoreCheck(this IServiceCollection services, string prefix) =>
        services.AddHostedService(provider => new ObjectStoreCheck(provider.GetRequiredService<IObjectStore>(), prefix));
}
