using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>An argument is out of range, or contradicts another.</summary>
public sealed class InvalidArgumentException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public InvalidArgumentException(string message) : this(message, null, ErrorType.Sender, nameof(InvalidArgumentException), null, HttpStatusCode.BadRequest) { }
}
