using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Runtime;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>AWS JSON operations over source-generated metadata: the request and response classes carry the member names.</summary>
internal static class AwsJson
{
    public const string ContentType10 = "application/x-amz-json-1.0";
    public const string ContentType11 = "application/x-amz-json-1.1";

    public static JsonSerializerOptions OptionsFor(IJsonTypeInfoResolver context, params ReadOnlySpan<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            TypeInfoResolver = context.WithAddedModifier(DropSdkMembers),
        };
        options.Converters.Add(new EpochSecondsConverter());
        options.Converters.Add(new BlobConverter());
        foreach (var converter in converters) options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }

    public static AwsOperation<TRequest, TResponse> Operation<TRequest, TResponse>(
        string target, string contentType, JsonSerializerOptions options, Func<AwsError, AmazonServiceException?> toException)
        where TRequest : AmazonWebServiceRequest
        where TResponse : AmazonWebServiceResponse, new()
    {
        var requestType = (JsonTypeInfo<TRequest>)options.GetTypeInfo(typeof(TRequest));
        var responseType = (JsonTypeInfo<TResponse>)options.GetTypeInfo(typeof(TResponse));
        return new(
            target,
            contentType,
            (request, output) =>
            {
                using var writer = new Utf8JsonWriter(output);
                JsonSerializer.Serialize(writer, request, requestType);
            },
            body =>
            {
                using (body) return Decode(body, responseType, target);
            },
            toException);
    }

    public static TResponse Decode<TResponse>(ResponseBody body, JsonTypeInfo<TResponse> type, string target) where TResponse : new()
    {
        // Operations without a result answer with an empty body.
        if (body.Length == 0) return new();
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? new();
        }
        catch (JsonException e)
        {
            throw new PlatformException(FailureKind.Data, $"The answer to {target} is not the JSON that the service documents, at byte {e.BytePositionInLine}; check the endpoint.", e);
        }
    }

    private static void DropSdkMembers(JsonTypeInfo type)
    {
        var isMessage = typeof(AmazonWebServiceRequest).IsAssignableFrom(type.Type) || typeof(AmazonWebServiceResponse).IsAssignableFrom(type.Type);
        if (type.Kind != JsonTypeInfoKind.Object || !isMessage) return;
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Name is "ResponseMetadata" or "ContentLength" or "HttpStatusCode") type.Properties.RemoveAt(i);
        }
    }
}
