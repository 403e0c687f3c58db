using System.Buffers;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Transform;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>POST / with the operation in <c>X-Amz-Target</c> and the body in pooled memory.</summary>
internal sealed class RequestMarshaller<TRequest>(string target, string contentType, Version httpVersion, Action<TRequest, IBufferWriter<byte>> encode)
    : IMarshaller<IRequest, AmazonWebServiceRequest>
    where TRequest : AmazonWebServiceRequest
{
    public IRequest Marshall(AmazonWebServiceRequest input)
    {
        var body = new PooledContentStream();
        var request = new DefaultRequest(input, "KinesisPlatform") { HttpMethod = "POST", ResourcePath = "/", ContentStream = body, HttpProtocolVersion = httpVersion };
        request.Headers["X-Amz-Target"] = target;
        request.Headers["Content-Type"] = contentType;
        encode((TRequest)input, body.BufferWriter);
        return request;
    }
}
