using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class PutRecordsResponse : AmazonWebServiceResponse
{
    public int? FailedRecordCount { get; set; }

    /// <summary>In the order of the request; entries fail one by one.</summary>
    public List<PutRecordsResultEntry>? Records { get; set; }

    public EncryptionType? EncryptionType { get; set; }
}
