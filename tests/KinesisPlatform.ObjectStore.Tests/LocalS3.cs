using Amazon.Runtime;
using Amazon.S3;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ObjectStore.Tests;

/// <summary>An emulated S3 with one bucket, and the SDK's clients to it.</summary>
public sealed class LocalS3 : IAsyncLifetime
{
    public const string Bucket = "store-tests";

    private LocalAwsServer? _server;

    public Uri Endpoint => _server!.Endpoint;

    public async Task InitializeAsync()
    {
        var options = new LocalAwsOptions { Port = 0 };
        options.Buckets.Add(Bucket);
        _server = await LocalAwsServer.StartAsync(options, TimeProvider.System, default);
    }

    public async Task DisposeAsync() => await _server!.DisposeAsync();

    public AmazonS3Client Client(HttpMessageHandler? handler = null) => Client(Endpoint, handler);

    public static AmazonS3Client Client(Uri endpoint, HttpMessageHandler? handler = null) => new(
        TestCredentials.Basic,
        new AmazonS3Config
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = "us-east-1",
            ForcePathStyle = true,
            MaxErrorRetry = 1,
            HttpClientFactory = handler is null ? null : new SingleHandlerFactory(handler),
        });

    private sealed class SingleHandlerFactory(HttpMessageHandler handler) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(handler, disposeHandler: false);

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;
    }
}
