using KinesisPlatform.QueryGateway.Postgres.Catalogs;
using KinesisPlatform.QueryGateway.Postgres.Connections;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Postgres;

internal static class PostgresServiceCollectionExtensions
{
    /// <summary>Adds the endpoint for PostgreSQL's clients, configured by section <see cref="PostgresOptions.SectionName"/>.</summary>
    public static IServiceCollection AddPostgres(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PostgresOptions>().Bind(configuration.GetSection(PostgresOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>();
        services.AddSingleton<BackendRegistry>();
        services.AddSingleton<CatalogQueries>();
        services.AddSingleton<StatementFactory>();
        services.AddSingleton<PostgresListener>();
        services.AddHostedService(provider => provider.GetRequiredService<PostgresListener>());
        return services;
    }
}
