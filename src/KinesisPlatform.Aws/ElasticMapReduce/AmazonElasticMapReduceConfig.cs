using KinesisPlatform.Aws.Pipeline;

namespace Amazon.ElasticMapReduce;

/// <summary>Configuration of <see cref="AmazonElasticMapReduceClient"/>.</summary>
public sealed class AmazonElasticMapReduceConfig() : AwsServiceConfig("EMR", "elasticmapreduce", "elasticmapreduce", "2009-03-31");
