using KinesisPlatform.Archive;
using KinesisPlatform.Aws;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Emr;
using KinesisPlatform.ClusterProvisioner.Files;
using KinesisPlatform.ClusterProvisioner.Following;
using KinesisPlatform.ClusterProvisioner.Launches;
using KinesisPlatform.ClusterProvisioner.Orphans;
using KinesisPlatform.ClusterProvisioner.Policies;
using KinesisPlatform.ClusterProvisioner.Settings;
using KinesisPlatform.ClusterProvisioner.Steps;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner;

/// <summary>What the cluster-provisioner is made of.</summary>
internal static class ClusterProvisionerExtensions
{
    public static IServiceCollection AddClusterProvisioner(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddObjectStore(configuration);
        var keyPrefix = ArchiveOptions.From(configuration).KeyPrefix;
        services.AddObjectStoreCheck(keyPrefix);
        services.AddArchive(configuration);
        // Before the follower, which publishes as soon as it starts.
        services.AddMessaging(configuration, MessageRoutes.ClusterProvisioner, bus => bus.AddConsumer<LaunchClusterConsumer>());
        return services.AddClusters(configuration, keyPrefix);
    }

    /// <summary>Registers clusters over the libraries' own services.</summary>
    /// <param name="keyPrefix">Of the archive in its bucket, as <see cref="ArchiveOptions.KeyPrefix"/>.</param>
    public static IServiceCollection AddClusters(this IServiceCollection services, IConfiguration configuration, string keyPrefix)
    {
        services.AddOptions<ProvisionerOptions>().Bind(configuration.GetSection(ProvisionerOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ProvisionerOptions>, ProvisionerOptionsValidator>();
        services.AddSingleton<IValidateOptions<ProvisionerOptions>, ProvisionerOptionsCrossValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton<Func<Guid>>(Guid.NewGuid);
        services.AddSingleton(provider => new ClusterPlace(provider.GetRequiredService<IObjectStore>().Bucket, keyPrefix, provider.GetRequiredService<AwsConnection>().Region));
        services.AddSingleton(provider => new ClusterSettingsReader(provider.GetRequiredService<IOptions<ProvisionerOptions>>(), configuration));
        services.AddSingleton(provider => PriceTableReader.Read(provider.GetRequiredService<IOptions<ProvisionerOptions>>().Value, configuration));
        services.AddSingleton<CostEstimator>();
        services.AddSingleton<OnceOnlyEmr>().AddSingleton<EmrReads>().AddSingleton<EmrEnds>().AddSingleton<TaggedClusters>();
        services.AddSingleton<ClusterStore>().AddSingleton<ClusterFileUploader>().AddSingleton<ClusterLauncher>().AddSingleton<LostLaunches>();
        services.AddSingleton<PollDelays>().AddSingleton<ClusterAnnouncer>().AddSingleton<ClusterFollower>().AddSingleton<FollowerService>();
        services.AddSingleton<ClusterRequests>().AddSingleton<ClusterEnds>().AddSingleton<ClusterDescriber>().AddSingleton<StepRequests>().AddSingleton<PolicyDocuments>();
        services.AddSingleton<Reconciler>().AddSingleton<OrphanService>();
        services.AddHostedService<SettingsCheck>();
        services.AddHostedService(provider => provider.GetRequiredService<FollowerService>());
        services.AddHostedService(provider => provider.GetRequiredService<OrphanService>());
        return services;
    }

    public static void MapClusterProvisioner(this IEndpointRouteBuilder routes)
    {
        routes.MapClusters();
        routes.MapSteps();
        routes.MapPolicies();
    }
}
