using Amazon.Kinesis;
using Amazon.Runtime;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Reading;
using KinesisPlatform.Streams.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>The clients of one LocalAws: ours and the one to compare with, with the same HTTP settings.</summary>
internal sealed class ConsumeClients : IDisposable
{
    public ConsumeClients(Uri endpoint, LoopbackCertificate? certificate)
    {
        var credentials = new BasicAWSCredentials("test", "test");
        Kinesis = new(credentials, Config());
        Records = new(credentials, Config());
        OfficialShape = new(credentials, Config());
        // What is measured is CPU time: pauses between calls would only make the run longer.
        var options = new StreamsOptions { GetRecordsPerShardPerSecond = double.MaxValue, ReadBytesPerShardPerSecond = long.MaxValue };
        var directory = new StreamDirectory(Kinesis, options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
        Reader = new(Kinesis, Records, directory, options, TimeProvider.System, Random.Shared, NullLogger<ShardReader>.Instance);

        AmazonKinesisConfig Config() => new()
        {
            ServiceURL = endpoint.AbsoluteUri,
            AuthenticationRegion = "us-east-1",
            UseHttp = certificate is null,
            HttpClientFactory = new TrustingHttpClientFactory(certificate),
        };
    }

    public AmazonKinesisClient Kinesis { get; }

    public KinesisRecordClient Records { get; }

    public ShardReader Reader { get; }

    public OfficialShapeClient OfficialShape { get; }

    public void Dispose()
    {
        Kinesis.Dispose();
        Records.Dispose();
        OfficialShape.Dispose();
    }
}
