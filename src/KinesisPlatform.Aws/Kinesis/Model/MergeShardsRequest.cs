using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class MergeShardsRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public string? ShardToMerge { get; set; }
    public string? AdjacentShardToMerge { get; set; }
}
