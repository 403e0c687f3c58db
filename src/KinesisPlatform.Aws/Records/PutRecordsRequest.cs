using Amazon.Runtime;

namespace KinesisPlatform.Aws.Records;

/// <summary>PutRecords without a stream per record. The SDK names spans after this class.</summary>
internal sealed class PutRecordsRequest(string streamName, IReadOnlyList<PutEntry> entries) : AmazonWebServiceRequest
{
    public string StreamName { get; } = streamName;

    public IReadOnlyList<PutEntry> Entries { get; } = entries;
}
