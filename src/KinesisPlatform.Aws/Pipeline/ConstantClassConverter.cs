using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Runtime;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>The SDK's open enumerations are plain strings in AWS JSON; values unknown here survive.</summary>
internal sealed class ConstantClassConverter<T> : JsonConverter<T> where T : ConstantClass
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (T)Activator.CreateInstance(typeof(T), reader.GetString())!;

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}
