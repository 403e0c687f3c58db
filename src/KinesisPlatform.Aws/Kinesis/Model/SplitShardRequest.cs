using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class SplitShardRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public string? ShardToSplit { get; set; }
    public string? NewStartingHashKey { get; set; }
}
