using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class DecreaseStreamRetentionPeriodRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public int? RetentionPeriodHours { get; set; }
}
