using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.LocalAws;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Aws.Tests.Subscriptions;

/// <summary>As with the service: over TLS, which negotiates HTTP/2 for subscriptions, and HTTP/1.1 for calls.</summary>
public sealed class ShardSubscriptionTlsTests
{
    [Fact]
    public async Task Subscribe_OverTls_SpeaksHttp2()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var folder = Directory.CreateTempSubdirectory("aws-tests-");
        try
        {
            var (certificate, key) = (Path.Combine(folder.FullName, "certificate.pem"), Path.Combine(folder.FullName, "key.pem"));
            var hash = WriteCertificate(certificate, key);
            await using var server = await LocalAwsServer.StartAsync(new() { Port = 0, CertificateFile = certificate, CertificateKeyFile = key }, TimeProvider.System, deadline.Token);
            var (calls, subscriptions) = (new RecordingFactory(hash), new RecordingFactory(hash));
            using var kinesis = new AmazonKinesisClient(TestCredentials.Basic, Config(server, calls));
            using var client = new ShardSubscriptionClient(TestCredentials.Basic, Config(server, subscriptions), TimeProvider.System);
            await kinesis.CreateStreamAsync(new() { StreamName = "s", ShardCount = 1 }, deadline.Token);
            var arn = (await kinesis.DescribeStreamSummaryAsync(new() { StreamName = "s" }, deadline.Token)).StreamDescriptionSummary!.StreamARN;
            var consumer = (await kinesis.RegisterStreamConsumerAsync(new() { StreamARN = arn, ConsumerName = "c" }, deadline.Token)).Consumer!;
            var request = new SubscribeToShardRequest { ConsumerARN = consumer.ConsumerARN, ShardId = "shardId-000000000000", StartingPosition = new() { Type = ShardIteratorType.LATEST } };

            await using var events = client.SubscribeToShardAsync(request, deadline.Token).GetAsyncEnumerator(deadline.Token);

            Assert.True(await events.MoveNextAsync());
            Assert.Equal([HttpVersion.Version20], subscriptions.Versions);
            Assert.All(calls.Versions, version => Assert.Equal(HttpVersion.Version11, version));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static AmazonKinesisConfig Config(LocalAwsServer server, RecordingFactory factory) => new() { ServiceURL = server.Endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1", HttpClientFactory = factory };

    /// <returns>The certificate's hash.</returns>
    private static string WriteCertificate(string certificateFile, string keyFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
        return certificate.GetCertHashString();
    }

    private sealed class RecordingFactory(string certificateHash) : HttpClientFactory
    {
        public List<Version> Versions { get; } = [];

        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(new RecordingHandler(Versions, certificateHash));
    }

    private sealed class RecordingHandler(List<Version> versions, string certificateHash)
        : DelegatingHandler(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == certificateHash } })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            lock (versions) versions.Add(response.Version);
            return response;
        }
    }
}
