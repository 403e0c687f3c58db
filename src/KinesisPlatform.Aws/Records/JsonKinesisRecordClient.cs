using Amazon.Kinesis;
using Amazon.Kinesis.Model;

namespace KinesisPlatform.Aws.Records;

/// <summary>The same over AWS JSON, for endpoints that do not speak CBOR (kinesalite truncates it). Slower, and an object per record.</summary>
public sealed class JsonKinesisRecordClient(IAmazonKinesis kinesis) : IKinesisRecordClient
{
    public async Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken)
    {
        var response = await kinesis.GetRecordsAsync(new() { ShardIterator = shardIterator, Limit = recordCountMax }, cancellationToken);
        return new(
            [.. (response.Records ?? []).Select(ToRecord)],
            response.NextShardIterator,
            response.MillisBehindLatest is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            response.ChildShards ?? []);
    }

    public async Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        var records = entries.Select(e => new PutRecordsRequestEntry { Data = new(e.Data.ToArray()), PartitionKey = e.PartitionKey, ExplicitHashKey = e.ExplicitHashKey });
        var response = await kinesis.PutRecordsAsync(new() { StreamName = streamName, Records = [.. records] }, cancellationToken);
        return PutResults.Checked([.. (response.Records ?? []).Select(ToResult)], entries.Count);
    }

    private static KinesisRecord ToRecord(Record record)
    {
        if (record.PartitionKey is null || record.ApproximateArrivalTimestamp is not { } arrivedAt || !SequenceNumber.TryParse(record.SequenceNumber, out var sequence))
            throw new PlatformException(FailureKind.Data, "The answer to GetRecords is not what Kinesis documents: a record has no partition key, no valid sequence number or no arrival time. Check the endpoint.");
        return new(record.Data?.ToArray() ?? [], System.Text.Encoding.UTF8.GetBytes(record.PartitionKey), sequence, arrivedAt);
    }

    private static PutEntryResult ToResult(PutRecordsResultEntry entry) =>
        PutResults.Of(entry.ShardId, SequenceNumber.TryParse(entry.SequenceNumber, out var sequence) ? sequence : null, entry.ErrorCode, entry.ErrorMessage);
}
