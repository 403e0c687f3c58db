using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Leases;

public static class LeaseServiceCollectionExtensions
{
    /// <summary>Adds <see cref="LeaseOptions"/> from their section, validated at start.</summary>
    public static IServiceCollection AddLeaseOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LeaseOptions>().Bind(configuration.GetSection(LeaseOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<LeaseOptions>, LeaseOptionsValidator>();
        return services;
    }
}
