using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class IncreaseStreamRetentionPeriodRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }
    public string? StreamARN { get; set; }
    public int? RetentionPeriodHours { get; set; }
}
