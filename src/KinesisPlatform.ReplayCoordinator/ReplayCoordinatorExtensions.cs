using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using MassTransit;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator;

internal static class ReplayCoordinatorExtensions
{
    /// <summary>Registers replays over the libraries' own services.</summary>
    /// <param name="prefix">Of the archive in its bucket, without slashes at its ends.</param>
    public static IServiceCollection AddReplays(this IServiceCollection services, IConfiguration configuration, string prefix)
    {
        services.AddOptions<ReplayOptions>().Bind(configuration.GetSection(ReplayOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReplayOptions>, ReplayOptionsValidator>();
        services.AddSingleton<IValidateOptions<ReplayOptions>, ReplayOptionsCrossValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Random.Shared);
        services.TryAddSingleton(InstanceName.Create());
        services.AddSingleton(new ReplayKeys(prefix));
        services.AddSingleton<RetryPolicy>().AddSingleton<ReplayWork>().AddSingleton<ArchiveSignal>();
        services.AddSingleton<ReplayStore>().AddSingleton<PlanStore>().AddSingleton<PartStore>().AddSingleton<DeadLetterStore>();
        services.AddSingleton<ReplayValidator>().AddSingleton<ReplayReporter>().AddSingleton<ReplayAdvancer>();
        services.AddSingleton<ArchiveCatchUp>().AddSingleton<ReplayPlanner>().AddSingleton<PartRunner>();
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
        routes.MapDeadLetters();
    }
}
