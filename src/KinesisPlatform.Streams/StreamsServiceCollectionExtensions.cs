using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Streams.FanOut;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.Streams.Writing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Streams;

/// <summary>Registers reading and writing of streams.</summary>
public static class StreamsServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="IShardReader"/> as <see cref="StreamsOptions.Reading"/> says, <see cref="IStreamDirectory"/> and <see cref="IStreamProducer"/> as singletons, with options from section
    /// <c>Streams</c>, validated at start. The Kinesis clients come from <c>AddAwsClients</c>.
    /// </summary>
    public static IServiceCollection AddStreams(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StreamsOptions>().Bind(configuration.GetSection(StreamsOptions.SectionName)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StreamsOptions>, StreamsOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IStreamDirectory>(provider => new StreamDirectory(
            provider.GetRequiredService<IAmazonKinesis>(), Options(provider), provider.GetRequiredService<TimeProvider>(), Random.Shared, Logger<StreamDirectory>(provider)));
        services.TryAddSingleton(provider => new ShardReader(
            provider.GetRequiredService<IAmazonKinesis>(),
            provider.GetRequiredService<IKinesisRecordClient>(),
            provider.GetRequiredService<IStreamDirectory>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            Random.Shared,
            Logger<ShardReader>(provider)));
        services.TryAddSingleton(provider => new FanOutShardReader(
            provider.GetRequiredService<IAmazonKinesis>(),
            provider.GetRequiredService<IKinesisRecordClient>(),
            provider.GetRequiredService<IShardSubscriptionClient>(),
            provider.GetRequiredService<IStreamDirectory>(),
            Options(provider),
            Options(provider).ConsumerName ?? provider.GetService<IHostEnvironment>()?.ApplicationName ?? "KinesisPlatform",
            provider.GetRequiredService<TimeProvider>(),
            Random.Shared,
            Logger<FanOutShardReader>(provider)));
        services.TryAddSingleton<IShardReader>(provider => Options(provider).Reading == ReadingMode.FanOut
            ? provider.GetRequiredService<FanOutShardReader>()
            : provider.GetRequiredService<ShardReader>());
        services.TryAddSingleton<IStreamProducer>(provider => new StreamProducer(
            provider.GetRequiredService<IKinesisRecordClient>(),
            provider.GetRequiredService<IStreamDirectory>(),
            Options(provider),
            provider.GetRequiredService<TimeProvider>(),
            Random.Shared,
            Logger<StreamProducer>(provider)));
        return services;
    }

    private static StreamsOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StreamsOptions>>().Value;

    private static ILogger<T> Logger<T>(IServiceProvider provider) => provider.GetRequiredService<ILogger<T>>();
}
