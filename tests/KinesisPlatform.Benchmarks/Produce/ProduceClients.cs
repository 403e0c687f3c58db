using Amazon.Kinesis;
using Amazon.Runtime;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.Topology;
using KinesisPlatform.Streams.Writing;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Benchmarks.Produce;

/// <summary>The clients of one endpoint, for the whole run: connections settle once.</summary>
internal sealed class ProduceClients : IDisposable
{
    public ProduceClients(Uri endpoint)
    {
        var connection = new AwsConnection("us-east-1", new BasicAWSCredentials("test", "test"), new Dictionary<string, Uri> { [""] = endpoint });
        Kinesis = new(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis"));
        Records = new(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis"));
    }

    public AmazonKinesisClient Kinesis { get; }

    public KinesisRecordClient Records { get; }

    /// <param name="records">Null for <see cref="Records"/>.</param>
    public StreamProducer CreateProducer(StreamsOptions options, IKinesisRecordClient? records = null)
    {
        var directory = new StreamDirectory(Kinesis, options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
        return new(records ?? Records, directory, options, TimeProvider.System, Random.Shared, NullLogger<StreamProducer>.Instance);
    }

    public void Dispose()
    {
        Kinesis.Dispose();
        Records.Dispose();
    }
}
