using KinesisPlatform.Aws.Records;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Aws.Tests;

public sealed class RecordEncodingTests
{
    [Theory]
    [InlineData(null, "application/x-amz-cbor-1.1")]
    [InlineData("cbor", "application/x-amz-cbor-1.1")]
    [InlineData("json", "application/x-amz-json-1.1")]
    public async Task RecordEncoding_Set_DecidesHowRecordsTravel(string? encoding, string contentType)
    {
        // {} in either encoding.
        await using var stub = await StubService.StartAsync((response, _) => StubService.WriteAsync(response, 200, contentType, contentType.Contains("cbor", StringComparison.Ordinal) ? new byte[] { 0xa0 } : "{}"u8.ToArray()));
        await using var provider = Provider(encoding, stub.Endpoint);

        using var batch = await provider.GetRequiredService<IKinesisRecordClient>().GetRecordsAsync("iterator", 10, default);

        Assert.Empty(batch.Records);
        Assert.Equal(contentType, Assert.Single(stub.Requests).ContentType);
    }

    [Fact]
    public async Task RecordEncoding_IsUnknown_SaysWhatThereIs()
    {
        await using var provider = Provider("xml", new("http://127.0.0.1:1"));

        var error = Assert.Throws<PlatformException>(provider.GetRequiredService<IKinesisRecordClient>);

        Assert.Equal("Aws:RecordEncoding is 'xml': set it to cbor (the default) or json.", error.Message);
    }

    private static ServiceProvider Provider(string? encoding, Uri endpoint)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = endpoint.AbsoluteUri,
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["Aws:RecordEncoding"] = encoding,
        }).Build();
        return new ServiceCollection().AddAwsClients(configuration).BuildServiceProvider();
    }
}
