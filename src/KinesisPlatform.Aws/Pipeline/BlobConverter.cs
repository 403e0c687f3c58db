using System.Text.Json;
using System.Text.Json.Serialization;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>Blobs are base64 in AWS JSON and <see cref="MemoryStream"/>s in the SDK's classes.</summary>
internal sealed class BlobConverter : JsonConverter<MemoryStream>
{
    public override MemoryStream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes) ? new(bytes) : throw new JsonException("A blob is not base64.");

    public override void Write(Utf8JsonWriter writer, MemoryStream value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToArray());
}
