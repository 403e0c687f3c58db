using System.Formats.Cbor;
using System.Net;
using System.Text.Json;
using Amazon.Runtime;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>An error answer of an AWS JSON or CBOR service.</summary>
/// <param name="Code">The error's short name, such as <c>ResourceNotFoundException</c>.</param>
/// <param name="QueryCode">The code of the service's older query protocol where it still sends one (SQS), such as <c>AWS.SimpleQueueService.NonExistentQueue</c>.</param>
internal sealed record AwsError(string Code, string Message, string? RequestId, HttpStatusCode StatusCode, string? QueryCode)
{
    private const int DepthMax = 16;

    public ErrorType Type => (int)StatusCode >= 500 ? ErrorType.Receiver : ErrorType.Sender;

    /// <summary>
    /// Reads <c>{"__type":"com.amazonaws.kinesis#ResourceNotFoundException","message":"..."}</c> in JSON or CBOR; the code may also be in the
    /// header <c>x-amzn-ErrorType</c>. A body that is neither (a proxy's page) still gives a readable error.
    /// </summary>
    public static AwsError Parse(ReadOnlyMemory<byte> body, string? contentType, Func<string, string?> header, HttpStatusCode statusCode)
    {
        var (type, message) = contentType?.Contains("cbor", StringComparison.OrdinalIgnoreCase) == true ? ReadCbor(body) : ReadJson(body);
        var code = NotEmpty(ShortName(NotEmpty(type) ?? NotEmpty(header("x-amzn-ErrorType")))) ?? $"Http{(int)statusCode}";
        // x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender
        var queryCode = NotEmpty(header("x-amzn-query-error"))?.Split(';')[0];
        return new(code, NotEmpty(message) ?? $"The service answered {(int)statusCode} ({code}) without a message.", header("x-amzn-RequestId"), statusCode, queryCode);
    }

    private static (string? Type, string? Message) ReadJson(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = DepthMax });
            if (document.RootElement.ValueKind != JsonValueKind.Object) return default;
            return (Text("__type") ?? Text("code"), Text("message") ?? Text("Message"));

            string? Text(string name) =>
                document.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not UTF-8, which shows only when it is asked for.
            return default;
        }
    }

    private static (string? Type, string? Message) ReadCbor(ReadOnlyMemory<byte> body)
    {
        string? type = null, message = null;
        try
        {
            var reader = new CborReader(body, CborConformanceMode.Lax);
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                var name = reader.ReadTextString();
                if (reader.PeekState() is not (CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString)) reader.SkipValue();
                else if (name == "__type") type = reader.ReadTextString();
                else if (name is "message" or "Message") message = reader.ReadTextString();
                else reader.SkipValue();
            }
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            // What was read so far still names the error.
        }
        return (type, message);
    }

    // com.amazonaws.kinesis#ResourceNotFoundException:http://internal.amazon.com/... -> ResourceNotFoundException
    private static string? ShortName(string? type)
    {
        if (type is null) return null;
        var name = type[(type.LastIndexOf('#') + 1)..];
        return name.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? name[..colon] : name;
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
