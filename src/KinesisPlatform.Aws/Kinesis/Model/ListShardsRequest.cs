using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class ListShardsRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }

    public string? StreamARN { get; set; }

    /// <summary>Excludes the stream's name and every other member but MaxResults.</summary>
    public string? NextToken { get; set; }

    public string? ExclusiveStartShardId { get; set; }

    public int? MaxResults { get; set; }

    public DateTime? StreamCreationTimestamp { get; set; }

    public ShardFilter? ShardFilter { get; set; }
}
