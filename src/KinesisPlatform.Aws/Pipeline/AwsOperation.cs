using System.Buffers;
using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>What the pipeline needs to know of one operation of a service.</summary>
internal sealed class AwsOperation<TRequest, TResponse>
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse
{
    /// <param name="target">Value of <c>X-Amz-Target</c>, such as <c>Kinesis_20131202.GetRecords</c>.</param>
    /// <param name="encode">Writes the request's body.</param>
    /// <param name="decode">Reads the response's body, which it then owns and must dispose, or hand on.</param>
    /// <param name="toException">The service's typed exception for an error; null leaves it an <see cref="AmazonServiceException"/>.</param>
    public AwsOperation(
        string target, string contentType, Action<TRequest, IBufferWriter<byte>> encode, Func<ResponseBody, TResponse> decode, Func<AwsError, AmazonServiceException?> toException) =>
        Options = new()
        {
            RequestMarshaller = new RequestMarshaller<TRequest>(target, contentType, HttpVersion.Version11, encode),
            ResponseUnmarshaller = new BodyUnmarshaller<TResponse>((response, _) => decode(((BufferedResponse)response).Body), isStreaming: false, toException),
        };

    private AwsOperation(InvokeOptions options) => Options = options;

    public InvokeOptions Options { get; }

    /// <summary>An operation that goes on answering: over HTTP/2 where TLS negotiates it, and with the body as it comes.</summary>
    /// <param name="open">Takes the response's body, which it then owns.</param>
    public static AwsOperation<TRequest, TResponse> Streaming(
        string target, string contentType, Action<TRequest, IBufferWriter<byte>> encode, Func<Stream, TResponse> open, Func<AwsError, AmazonServiceException?> toException) =>
        new(new InvokeOptions
        {
            RequestMarshaller = new RequestMarshaller<TRequest>(target, contentType, HttpVersion.Version20, encode),
            ResponseUnmarshaller = new BodyUnmarshaller<TResponse>((_, body) => open(body), isStreaming: true, toException),
        });
}
