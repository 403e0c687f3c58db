using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Flushing;
using KinesisPlatform.Archiver.Maintenance;
using KinesisPlatform.Archiver.Ndjson;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Status;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Archiver;

internal static class ArchiverRegistration
{
    public static IServiceCollection AddArchiver(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ArchiverOptions>().BindConfiguration(ArchiverOptions.SectionName)
            .PostConfigure(options => SplitStreams(options, configuration[$"{ArchiverOptions.SectionName}:{nameof(ArchiverOptions.Streams)}"])).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ArchiverOptions>, ArchiverOptionsValidator>();
        services.AddSingleton<IValidateOptions<ArchiverOptions>, ArchiverStreamsValidator>();
        services.AddStreams(configuration);
        services.AddObjectStore(configuration);
        services.AddObjectStoreCheck(ArchiveOptions.From(configuration).KeyPrefix);
        services.AddArchive(configuration);
        services.AddMessaging(configuration, MessageRoutes.Archiver, bus => bus.AddConsumer<FlushArchiveConsumer>());
        services.AddSingleton<SettingsStore>();
        services.AddSingleton<ISnapshotAnnouncer, SnapshotAnnouncer>();
        services.AddLeases(configuration);
        services.AddSingleton<StreamSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamSupervisor>());
        services.AddSingleton<FlushBoard>();
        services.AddSingleton<FlushService>();
        services.AddSingleton<ArchiveCatchUp>();
        services.AddSingleton<FlushWait>();
        services.AddHostedService(provider => provider.GetRequiredService<FlushService>());
        services.AddSingleton<MaintenanceService>();
        services.AddHostedService(provider => provider.GetRequiredService<MaintenanceService>());
        services.AddSingleton<NdjsonService>();
        services.AddHostedService(provider => provider.GetRequiredService<NdjsonService>());
        services.AddSingleton<StreamReporter>();
        services.AddHealthChecks().AddCheck<ArchivingHealthCheck>("archiving");
        return services;
    }

    private static void AddLeases(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLeaseOptions(configuration);
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<LeaseOptions>>().Value;
            return new LeaseCoordinator(
                provider.GetRequiredService<IObjectStore>(), $"{provider.GetRequiredService<IOptions<ArchiveOptions>>().Value.KeyPrefix}_leases/",
                options.Worker ?? WorkerName.Of(Environment.MachineName, configuration[WebHostDefaults.ServerUrlsKey]),
                provider.GetRequiredService<IOptions<ArchiverOptions>>().Value.Streams, options,
                provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<Func<Guid>>(), provider.GetRequiredService<ILogger<LeaseCoordinator>>());
        });
        services.AddSingleton<ILeases>(provider => provider.GetRequiredService<LeaseCoordinator>());
        services.AddHostedService<LeaseService>();
    }

    // An environment variable holds a text more easily than a list.
    private static void SplitStreams(ArchiverOptions options, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text)) options.Streams = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
