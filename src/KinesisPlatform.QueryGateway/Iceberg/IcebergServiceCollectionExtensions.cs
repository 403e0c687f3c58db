using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Iceberg;

internal static class IcebergServiceCollectionExtensions
{
    /// <summary>Adds what the catalog's endpoints need beside the archive, its object store and the AWS connection.</summary>
    public static IServiceCollection AddIcebergCatalog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<IcebergOptions>().Bind(configuration.GetSection(IcebergOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<IcebergOptions>, IcebergOptionsValidator>();
        services.AddSingleton<StorageProperties>();
        return services;
    }
}
