using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis;

/// <summary>Kinesis answered with an error.</summary>
public class AmazonKinesisException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public AmazonKinesisException(string message) : this(message, null, ErrorType.Unknown, "", null, default) { }
}
