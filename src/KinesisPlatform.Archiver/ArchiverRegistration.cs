using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Flushing;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
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
        services.AddSingleton<StreamSupervisor>();
        services.AddHostedService(provider => provider.GetRequiredService<StreamSupervisor>());
        services.AddHealthChecks().AddCheck<ArchivingHealthCheck>("archiving");
        return services;
    }

    // An environment variable holds a text more easily than a list.
    private static void SplitStreams(ArchiverOptions options, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text)) options.Streams = [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
    }
}
