using Amazon.Runtime;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.Records;

/// <summary>PutRecords without a stream per record. The SDK names spans after this class. Sent once: Kinesis would take up to 500 records again, and whoever puts them paces, counts and logs its repetitions.</summary>
internal sealed class PutRecordsRequest(string streamName, IReadOnlyList<PutEntry> entries) : AmazonWebServiceRequest, ISentOnce
{
    public string StreamName { get; } = streamName;

    public IReadOnlyList<PutEntry> Entries { get; } = entries;
}
