using System.Buffers;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>What the pipeline needs to know of one operation of a service.</summary>
/// <param name="target">Value of <c>X-Amz-Target</c>, such as <c>Kinesis_20131202.GetRecords</c>.</param>
/// <param name="encode">Writes the request's body.</param>
/// <param name="decode">Reads the response's body, which it then owns and must dispose, or hand on.</param>
/// <param name="toException">The service's typed exception for an error; null leaves it an <see cref="AmazonServiceException"/>.</param>
internal sealed class AwsOperation<TRequest, TResponse>(
    string target,
    string contentType,
    Action<TRequest, IBufferWriter<byte>> encode,
    Func<ResponseBody, TResponse> decode,
    Func<AwsError, AmazonServiceException?> toException)
    where TRequest : AmazonWebServiceRequest
    where TResponse : AmazonWebServiceResponse
{
    public InvokeOptions Options { get; } = new()
    {
        RequestMarshaller = new RequestMarshaller<TRequest>(target, contentType, encode),
        ResponseUnmarshaller = new BodyUnmarshaller<TResponse>(decode, toException),
    };
}
