using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>
/// Reads an answer's body into pooled memory without blocking. The SDK's own unmarshallers read while they parse, and block a thread of the pool
/// for each answer under way: with hundreds of shards polled, hundreds of threads. Streaming operations and error answers pass as they are.
/// </summary>
internal sealed class BodyReader : PipelineHandler
{
    public override async Task<T> InvokeAsync<T>(IExecutionContext executionContext)
    {
        var result = await base.InvokeAsync<T>(executionContext).ConfigureAwait(false);
        if (executionContext.RequestContext.Unmarshaller is not IBodyUnmarshaller { HasStreamingProperty: false }) return result;
        var response = executionContext.ResponseContext.HttpResponse;
        using var stream = await response.ResponseBody.OpenResponseAsync().ConfigureAwait(false);
        var body = await ResponseBody.ReadFromAsync(stream, response.ContentLength, executionContext.RequestContext.CancellationToken).ConfigureAwait(false);
        executionContext.ResponseContext.HttpResponse = new BufferedResponse(response, body);
        return result;
    }
}
