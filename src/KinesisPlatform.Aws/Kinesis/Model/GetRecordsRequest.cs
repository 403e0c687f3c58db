using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class GetRecordsRequest : AmazonWebServiceRequest, IStreamRequest
{
    public string? ShardIterator { get; set; }

    /// <summary>1-10,000 records.</summary>
    public int? Limit { get; set; }

    public string? StreamARN { get; set; }

    bool IStreamRequest.IsDataOperation => true;
}
