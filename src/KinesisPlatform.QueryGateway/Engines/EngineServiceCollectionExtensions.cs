using KinesisPlatform.Archive;
using KinesisPlatform.QueryGateway.Engines.Drill;
using KinesisPlatform.QueryGateway.Engines.Fresh;
using KinesisPlatform.QueryGateway.Engines.Trino;
using KinesisPlatform.Sql.Queries;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines;

internal static class EngineServiceCollectionExtensions
{
    /// <summary>Adds the query engines outside this service, configured by section <see cref="EnginesOptions.SectionName"/>. Needs what the SQL engine needs, and messaging.</summary>
    public static IServiceCollection AddEngines(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EnginesOptions>().Bind(configuration.GetSection(EnginesOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EnginesOptions>, EnginesOptionsValidator>();
        services.AddSingleton<ArchiveCatchUp>();
        services.AddSingleton<FreshArchive>();
        services.AddSingleton<TrinoClient>();
        services.AddSingleton<TrinoRuns>();
        services.AddSingleton<TrinoCatalogs>();
        services.AddSingleton<TrinoGate>();
        services.AddSingleton<IExternalEngine, TrinoEngine>();
        services.AddSingleton<DrillClient>();
        services.AddSingleton<IExternalEngine, DrillEngine>();
        return services;
    }
}
