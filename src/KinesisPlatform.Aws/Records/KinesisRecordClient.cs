using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Aws.Records;

/// <inheritdoc cref="IKinesisRecordClient"/>
/// <remarks>Several times as fast as JSON: records arrive as bytes, in one array, and need no base64.</remarks>
public sealed class KinesisRecordClient(AWSCredentials credentials, AmazonKinesisConfig config) : AwsServiceClient(credentials, config), IKinesisRecordClient
{
    private const string ContentType = "application/x-amz-cbor-1.1";

    private static readonly AwsOperation<GetRecordsRequest, DecodedResponse<RecordBatch>> Get = new(
        KinesisOperations.TargetPrefix + "GetRecords",
        ContentType,
        GetRecordsCbor.Encode,
        Decode,
        KinesisErrors.ToException);

    private static readonly AwsOperation<PutRecordsRequest, DecodedResponse<IReadOnlyList<PutEntryResult>>> Put = new(
        KinesisOperations.TargetPrefix + "PutRecords",
        ContentType,
        PutRecordsCbor.Encode,
        body =>
        {
            using (body) return new() { Value = PutRecordsCbor.Decode(body.Memory.Span) };
        },
        KinesisErrors.ToException);

    private static DecodedResponse<RecordBatch> Decode(ResponseBody body)
    {
        try
        {
            return new() { Value = GetRecordsCbor.Decode(body.Memory, body) };
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private protected override bool PacesItsCalls => true;

    public async Task<RecordBatch> GetRecordsAsync(string shardIterator, int recordCountMax, CancellationToken cancellationToken)
    {
        var request = new GetRecordsRequest { ShardIterator = shardIterator, Limit = recordCountMax };
        return (await InvokeAsync(Get, request, cancellationToken)).Value;
    }

    public async Task<IReadOnlyList<PutEntryResult>> PutRecordsAsync(string streamName, IReadOnlyList<PutEntry> entries, CancellationToken cancellationToken)
    {
        var results = (await InvokeAsync(Put, new PutRecordsRequest(streamName, entries), cancellationToken)).Value;
        return PutResults.Checked(results, entries.Count);
    }
}
