using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class UpdateShardCountResponse : AmazonWebServiceResponse
{
    public string? StreamName { get; set; }
    public int? CurrentShardCount { get; set; }
    public int? TargetShardCount { get; set; }
    public string? StreamARN { get; set; }
}
