using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KinesisPlatform.LocalAws.Kinesis.Protocol;

internal sealed class JsonMessageWriter(IBufferWriter<byte> output) : MessageWriter
{
    // The relaxed encoder: answers are never embedded in HTML, and base64's '+' stays one byte.
    private readonly Utf8JsonWriter _json = new(output, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    public override void StartMap() => _json.WriteStartObject();

    public override void EndMap() => _json.WriteEndObject();

    public override void StartList() => _json.WriteStartArray();

    public override void EndList() => _json.WriteEndArray();

    public override void Name(ReadOnlySpan<byte> name) => _json.WritePropertyName(name);

    public override void Text(ReadOnlySpan<byte> utf8) => _json.WriteStringValue(utf8);

    public override void Text(string value) => _json.WriteStringValue(value);

    public override void Number(long value) => _json.WriteNumberValue(value);

    public override void Boolean(bool value) => _json.WriteBooleanValue(value);

    public override void Blob(ReadOnlySpan<byte> bytes) => _json.WriteBase64StringValue(bytes);

    public override void Time(long unixMilliseconds) => _json.WriteNumberValue(unixMilliseconds / 1000m);

    public override void Dispose() => _json.Dispose();
}
