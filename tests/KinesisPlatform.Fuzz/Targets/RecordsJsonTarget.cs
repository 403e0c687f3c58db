using KinesisPlatform.Aws.Records;

namespace KinesisPlatform.Fuzz.Targets;

/// <summary>Answers to GetRecords and events of SubscribeToShard alike.</summary>
internal sealed class RecordsJsonTarget : IFuzzTarget
{
    private const string Record = """{"Data":"AAEC/w==","EncryptionType":null,"PartitionKey":"schl\u00fcssel","SequenceNumber":"49590338271490256608559692538361571095921575989136588898","ApproximateArrivalTimestamp":1.767225600123E9}""";

    public string Name => "records in JSON";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. ((string[])
        [
            $$"""{"MillisBehindLatest":1500,"Records":[{{Record}},{{Record.Replace("AAEC/w==", "AAEC\\/w==", StringComparison.Ordinal)}}],"NextShardIterator":"next","Unknown":{"a":[1,{"b":null}]} }""",
            $$"""{"ContinuationSequenceNumber":"49590338271490256608559692538361571095921575989136588898","Records":[{{Record}}],"ChildShards":[{"ShardId":"shardId-000000000001","ParentShards":["shardId-000000000000"],"HashKeyRange":{} }]}""",
        ]).Select(System.Text.Encoding.UTF8.GetBytes),
    ];

    public bool Parse(byte[] input)
    {
        using var batch = RecordsJson.Decode(input);
        RecordBatchReading.ReadAll(batch);
        return true;
    }
}
