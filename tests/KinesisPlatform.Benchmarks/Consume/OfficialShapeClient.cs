using System.Net;
using System.Text.Json;
using Amazon.Kinesis;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using KinesisPlatform.Aws.Pipeline;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>
/// GetRecords as the SDK's generated clients do it: JSON through AWSSDK.Core's own unmarshallers, element by element, with base64, a string per
/// key and number, and a <see cref="MemoryStream"/> per record. The package itself is not in our feed; the pipeline is the very same as ours.
/// </summary>
internal sealed class OfficialShapeClient(AWSCredentials credentials, AmazonKinesisConfig config) : AwsServiceClient(credentials, config)
{
    private static readonly InvokeOptions GetRecords = new()
    {
        RequestMarshaller = new RequestMarshaller<GetRecordsRequest>(KinesisOperations.TargetPrefix + "GetRecords", AwsJson.ContentType11, HttpVersion.Version11, (request, output) =>
        {
            using var writer = new Utf8JsonWriter(output);
            writer.WriteStartObject();
            writer.WriteNumber("Limit", request.Limit!.Value);
            writer.WriteString("ShardIterator", request.ShardIterator);
            writer.WriteEndObject();
        }),
        ResponseUnmarshaller = new OfficialShapeUnmarshaller(),
    };

    public Task<GetRecordsResponse> GetRecordsAsync(GetRecordsRequest request, CancellationToken cancellationToken) =>
        InvokeAsync<GetRecordsResponse>(request, GetRecords, cancellationToken);
}
