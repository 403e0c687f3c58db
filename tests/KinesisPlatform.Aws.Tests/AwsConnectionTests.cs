using Amazon.Kinesis;
using Amazon.S3;
using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Aws.Tests;

public sealed class AwsConnectionTests
{
    [Fact]
    public void EndpointOf_ServicesOwnIsSet_WinsOverTheCommonOne()
    {
        var connection = AwsConnection.From(Configuration(("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"), ("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000")));

        Assert.Equal(new Uri("http://127.0.0.1:9000"), connection.EndpointOf("S3"));
        Assert.Equal(new Uri("http://127.0.0.1:4566"), connection.EndpointOf("Kinesis"));
    }

    [Fact]
    public void From_SeveralEndpointsAreNoAddresses_NamesThemAll()
    {
        var error = Assert.Throws<PlatformException>(() => AwsConnection.From(Configuration(("AWS_ENDPOINT_URL", "localhost"), ("AWS_ENDPOINT_URL_SQS", "ftp://x"))));

        Assert.Equal(FailureKind.Invalid, error.Kind);
        Assert.Contains("AWS_ENDPOINT_URL is 'localhost'", error.Message, StringComparison.Ordinal);
        Assert.Contains("AWS_ENDPOINT_URL_SQS is 'ftp://x'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddAwsClients_EndpointIsSet_ClientsUseItWithPathStyleAndTheRegion()
    {
        using var services = Services(("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"), ("AWS_REGION", "eu-west-1"), ("AWS_ACCESS_KEY_ID", "a"), ("AWS_SECRET_ACCESS_KEY", "b"));

        var s3 = (AmazonS3Config)services.GetRequiredService<IAmazonS3>().Config;
        var kinesis = ((AmazonKinesisClient)services.GetRequiredService<IAmazonKinesis>()).Config;

        Assert.True(s3.ForcePathStyle);
        Assert.Equal("http://127.0.0.1:4566/", s3.ServiceURL);
        Assert.Equal("eu-west-1", kinesis.AuthenticationRegion);
        Assert.Equal("http://127.0.0.1:4566/", kinesis.ServiceURL);
        Assert.IsType<KinesisRecordClient>(services.GetRequiredService<IKinesisRecordClient>());
    }

    [Fact]
    public async Task Call_ProfileIsUnknown_SaysWhatToDo()
    {
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteJsonAsync(response, 200, "{}"));
        using var services = Services(("AWS_ENDPOINT_URL", stub.Endpoint.AbsoluteUri), ("AWS_PROFILE", "no-such-profile-anywhere"));

        var error = await Assert.ThrowsAsync<PlatformException>(() => services.GetRequiredService<IAmazonKinesis>().ListStreamsAsync(new()));

        Assert.Contains("aws configure --profile no-such-profile-anywhere", error.Message, StringComparison.Ordinal);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public void Apply_NeitherRegionNorEndpointIsKnown_SaysWhatToDo()
    {
        var config = new AmazonKinesisConfig { IgnoreConfiguredEndpointUrls = true };
        if (config.RegionEndpoint is not null) return; // This machine has a region of its own.

        var error = Assert.Throws<PlatformException>(() => AwsConnection.From(Configuration()).Apply(config, "Kinesis"));

        Assert.Contains("set AWS_REGION", error.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build();

    private static ServiceProvider Services(params (string Key, string Value)[] settings) =>
        new ServiceCollection().AddAwsClients(Configuration(settings)).BuildServiceProvider();
}
