using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class PutRecordsRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? StreamName { get; set; }

    public string? StreamARN { get; set; }

    /// <summary>1-500 records.</summary>
    public List<PutRecordsRequestEntry>? Records { get; set; }

    bool IStreamRequest.IsDataOperation => true;
}
