using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>A member is missing or malformed.</summary>
public sealed class ValidationException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public ValidationException(string message) : this(message, null, ErrorType.Sender, nameof(ValidationException), null, HttpStatusCode.BadRequest) { }
}
