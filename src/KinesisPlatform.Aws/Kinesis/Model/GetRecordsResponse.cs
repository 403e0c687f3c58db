using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

public sealed class GetRecordsResponse : AmazonWebServiceResponse
{
    public List<Record>? Records { get; set; }

    /// <summary>Null at the end of a closed shard.</summary>
    public string? NextShardIterator { get; set; }

    public long? MillisBehindLatest { get; set; }

    /// <summary>Only at the end of a closed shard.</summary>
    public List<ChildShard>? ChildShards { get; set; }
}
