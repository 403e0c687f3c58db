using KinesisPlatform.Aws.Pipeline;

namespace Amazon.SQS;

/// <summary>Configuration of <see cref="AmazonSQSClient"/>.</summary>
public sealed class AmazonSQSConfig() : AwsServiceConfig("SQS", "sqs", "sqs", "2012-11-05");
