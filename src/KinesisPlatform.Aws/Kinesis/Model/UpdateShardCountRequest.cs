using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class UpdateShardCountRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public int? TargetShardCount { get; set; }
    public ScalingType? ScalingType { get; set; }
}
