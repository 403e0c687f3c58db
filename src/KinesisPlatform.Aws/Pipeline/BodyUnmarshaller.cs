using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>Hands a response to the operation's decoder, or translates the error in it.</summary>
/// <param name="decode">Takes the response, a <see cref="BufferedResponse"/> unless it is streamed, and the stream that its body comes from.</param>
/// <param name="isStreaming">Whether the body outlives the call: the decoder then owns it.</param>
internal sealed class BodyUnmarshaller<TResponse>(Func<IWebResponseData, Stream, TResponse> decode, bool isStreaming, Func<AwsError, AmazonServiceException?> toException)
    : ResponseUnmarshaller, IBodyUnmarshaller
    where TResponse : AmazonWebServiceResponse
{
    private const string RequestIdHeader = "x-amzn-RequestId";
    // Errors are a name and a sentence.
    private const int ErrorBytesMax = 64 * 1024;

    public override bool HasStreamingProperty => isStreaming;

    public override AmazonWebServiceResponse Unmarshall(UnmarshallerContext input)
    {
        var context = (BodyContext)input;
        var response = decode(context.ResponseData, context.Body);
        response.ResponseMetadata = new() { RequestId = context.ResponseData.GetHeaderValue(RequestIdHeader) };
        return response;
    }

    public override AmazonServiceException UnmarshallException(UnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var context = (BodyContext)input;
        var response = context.ResponseData;
        var body = new byte[ErrorBytesMax];
        var length = context.Body.ReadAtLeast(body, body.Length, throwOnEndOfStream: false);
        var error = AwsError.Parse(body.AsMemory(0, length), response.ContentType, response.GetHeaderValue, statusCode);
        return toException(error)
            ?? new AmazonServiceException(error.Message, innerException, error.Type, error.Code, error.RequestId, statusCode);
    }

    protected override UnmarshallerContext ConstructUnmarshallerContext(Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException) =>
        new BodyContext(responseStream, response);

    protected override UnmarshallerContext ConstructUnmarshallerContext(
        Stream responseStream, bool maintainResponseBody, IWebResponseData response, bool isException, IRequestContext requestContext) =>
        new BodyContext(responseStream, response);

    /// <summary>The base class is made for element-wise parsers; here only the stream matters.</summary>
    private sealed class BodyContext : UnmarshallerContext
    {
        public BodyContext(Stream body, IWebResponseData response)
        {
            Body = body;
            WebResponseData = response;
        }

        public Stream Body { get; }

        public override string CurrentPath => "";
        public override int CurrentDepth => 0;
        public override bool IsStartElement => false;
        public override bool IsEndElement => false;
        public override bool IsStartOfDocument => true;
    }
}
