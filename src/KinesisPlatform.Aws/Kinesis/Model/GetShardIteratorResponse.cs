using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class GetShardIteratorResponse : AmazonWebServiceResponse
{
    /// <summary>Valid for five minutes.</summary>
    public string? ShardIterator { get; set; }
}
