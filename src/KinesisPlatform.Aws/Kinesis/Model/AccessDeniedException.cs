using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The credentials may not do this.</summary>
public sealed class AccessDeniedException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public AccessDeniedException(string message) : this(message, null, ErrorType.Sender, nameof(AccessDeniedException), null, HttpStatusCode.BadRequest) { }
}
