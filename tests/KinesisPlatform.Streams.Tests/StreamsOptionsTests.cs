using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Streams.FanOut;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Streams.Tests;

public sealed class StreamsOptionsTests
{
    [Fact]
    public async Task AddStreams_NothingConfigured_ResolvesEverything()
    {
        await using var services = Services();

        Assert.IsType<ShardReader>(services.GetRequiredService<IShardReader>());
        Assert.NotNull(services.GetRequiredService<IStreamDirectory>());
        Assert.NotNull(services.GetRequiredService<IStreamProducer>());
    }

    [Fact]
    public async Task AddStreams_FanOutIsConfigured_ReadsThatWay()
    {
        await using var services = Services(("Streams:Reading", "fanOut"), ("Streams:ConsumerName", "gateway-1"));

        Assert.IsType<FanOutShardReader>(services.GetRequiredService<IShardReader>());
    }

    [Fact]
    public void AddStreams_ConsumerNameIsNone_SaysSo()
    {
        using var services = Services(("Streams:ConsumerName", "my gateway"));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<StreamsOptions>>().Value);

        Assert.StartsWith("Streams:ConsumerName must be 1 to 128 letters", Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void AddStreams_SeveralOptionsAreWrong_NamesThemAll()
    {
        using var services = Services(("Streams:GetRecordsPerShardPerSecond", "6"), ("Streams:Producer:RecordsPerRequestMax", "501"), ("Streams:Producer:RequestBytesMax", "1000"));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<StreamsOptions>>().Value);

        Assert.Equal(3, error.Failures.Count());
        Assert.Contains(error.Failures, f => f.StartsWith("Streams:Producer:RecordsPerRequestMax must be 1 to 500", StringComparison.Ordinal));
        Assert.Contains(error.Failures, f => f.StartsWith("Streams:GetRecordsPerShardPerSecond must be above 0 and at most 5", StringComparison.Ordinal));
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var kinesis = new FakeKinesis(TimeProvider.System);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IAmazonKinesis>(kinesis).AddSingleton<IKinesisRecordClient>(kinesis).AddSingleton<IShardSubscriptionClient>(kinesis).AddStreams(configuration).BuildServiceProvider();
    }
}
