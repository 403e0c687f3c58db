using KinesisPlatform.Aws.Pipeline;

namespace Amazon.Kinesis;

public sealed class AmazonKinesisConfig() : AwsServiceConfig("Kinesis", "kinesis", "kinesis", "2013-12-02");
