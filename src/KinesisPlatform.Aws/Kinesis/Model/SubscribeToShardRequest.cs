using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class SubscribeToShardRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? ConsumerARN { get; set; }

    public string? ShardId { get; set; }

    public StartingPosition? StartingPosition { get; set; }

    string? IStreamRequest.StreamARN => ConsumerARN;

    bool IStreamRequest.IsDataOperation => true;
}
