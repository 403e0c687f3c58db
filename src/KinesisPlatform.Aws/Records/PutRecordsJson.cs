using System.Buffers;
using System.Text.Json;

namespace KinesisPlatform.Aws.Records;

/// <summary>The request of PutRecords in <c>application/x-amz-json-1.1</c>, payloads straight into base64.</summary>
internal static class PutRecordsJson
{
    public static void Encode(PutRecordsRequest request, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("StreamName"u8, request.StreamName);
        json.WriteStartArray("Records"u8);
        foreach (var entry in request.Entries)
        {
            json.WriteStartObject();
            json.WriteBase64String("Data"u8, entry.Data.Span);
            json.WriteString("PartitionKey"u8, entry.PartitionKey);
            if (entry.ExplicitHashKey is not null) json.WriteString("ExplicitHashKey"u8, entry.ExplicitHashKey);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
