using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Events;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Previews;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql;
using KinesisPlatform.Streams;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator;

/// <summary>What the replay-coordinator is made of.</summary>
internal static class ReplayCoordinatorExtensions
{
    /// <summary>Query workers beyond those that parts hold for as long as they run: a request's condition is compiled and plans are counted at any time.</summary>
    private const int WorkersBesideParts = 2;

    public static IServiceCollection AddReplayCoordinator(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddStreams(configuration).AddObjectStore(configuration);
        var keyPrefix = ArchiveOptions.From(configuration).KeyPrefix;
        services.AddObjectStoreCheck(keyPrefix);
        services.AddArchive(configuration).AddSql(configuration);
        services.AddOptions<SqlOptions>().PostConfigure<IOptions<ReplayOptions>>((sql, replays) =>
        {
            sql.WorkersMax = Math.Max(sql.WorkersMax, replays.Value.PartsConcurrentMax + WorkersBesideParts);
            // All parts may be one caller's: with fewer workers some would hold their claims and send nothing. One is left for whoever else asks.
            sql.WorkersPerTenantMax = Math.Max(sql.WorkersPerTenantMax, replays.Value.PartsConcurrentMax + WorkersBesideParts - 1);
        });
        // Before the sweeper, which sends as soon as it starts.
        services.AddMessaging(configuration, MessageRoutes.ReplayCoordinator, bus => bus.AddReplayConsumers());
        return services.AddReplays(configuration, keyPrefix);
    }

    /// <summary>Registers replays over the libraries' own services.</summary>
    /// <param name="keyPrefix">Of the archive in its bucket, as <see cref="ArchiveOptions.KeyPrefix"/>.</param>
    public static IServiceCollection AddReplays(this IServiceCollection services, IConfiguration configuration, string keyPrefix)
    {
        services.AddOptions<ReplayOptions>().Bind(configuration.GetSection(ReplayOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReplayOptions>, ReplayOptionsValidator>();
        services.AddSingleton<IValidateOptions<ReplayOptions>, ReplayOptionsCrossValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton(InstanceName.Create());
        services.AddSingleton(new ReplayKeys(keyPrefix));
        services.AddSingleton<RetryPolicy>().AddSingleton<ReplayWork>().AddSingleton<ArchiveSignal>();
        services.AddSingleton<ReplayStore>().AddSingleton<PlanStore>().AddSingleton<PartStore>().AddSingleton<DeadLetterStore>();
        services.AddSingleton<ReplayValidator>().AddSingleton<ReplayReporter>().AddSingleton<ReplayAdvancer>();
        services.AddSingleton<ArchiveCatchUp>().AddSingleton<CompleteArchive>().AddSingleton<ReplayPlanner>().AddSingleton<PartRunner>().AddSingleton<PaceShares>();
        services.AddSingleton<ReplayRequests>().AddSingleton<ReplayController>().AddSingleton<ReplayPreviewer>().AddSingleton<ReplayWatches>();
        services.TryAddSingleton<IReplayProducers, ReplayProducers>();
        services.AddAccessKeys(configuration);
        services.AddHostedService(provider => provider.GetRequiredService<ReplayWork>());
        services.AddHostedService<ReplaySweeper>();
        return services;
    }

    public static void AddReplayConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<StartReplayConsumer>();
        bus.AddConsumer<SnapshotCommittedConsumer>();
        bus.AddConsumer<RunReplayPartConsumer>();
        bus.AddConsumer<ReplayPartCompletedConsumer>();
    }

    public static void MapReplayCoordinator(this IEndpointRouteBuilder routes)
    {
        routes.MapReplays();
        routes.MapReplayControl();
        routes.MapReplayEvents();
        routes.MapPreviews();
        routes.MapDeadLetters();
    }
}
