using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Transform;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>Hands a response to the operation's decoder, or translates the error in it.</summary>
/// <param name="decode">Takes the body and the length that was announced for it.</param>
/// <param name="isStreaming">Whether the body outlives the call: the decoder then owns it.</param>
internal sealed class BodyUnmarshaller<TResponse>(Func<Stream, long, TResponse> decode, bool isStreaming, Func<AwsError, AmazonServiceException?> toException)
    : ResponseUnmarshaller
    where TResponse : AmazonWebServiceResponse
{
    private const string RequestIdHeader = "x-amzn-RequestId";

    public override bool HasStreamingProperty => isStreaming;

    public override AmazonWebServiceResponse Unmarshall(UnmarshallerContext input)
    {
        var context = (BodyContext)input;
        var response = decode(context.Body, context.ResponseData.ContentLength);
        response.ResponseMetadata = new() { RequestId = context.ResponseData.GetHeaderValue(RequestIdHeader) };
        return response;
    }

    public override AmazonServiceException UnmarshallException(UnmarshallerContext input, Exception innerException, HttpStatusCode statusCode)
    {
        var context = (BodyContext)input;
        var response = context.ResponseData;
        using var body = ResponseBody.ReadFrom(context.Body, response.ContentLength);
        var error = AwsError.Parse(body.Memory, response.ContentType, response.GetHeaderValue, statusCode);
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
