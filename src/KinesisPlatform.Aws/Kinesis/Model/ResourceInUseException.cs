using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The stream is not ACTIVE, or exists already.</summary>
public sealed class ResourceInUseException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public ResourceInUseException(string message) : this(message, null, ErrorType.Sender, nameof(ResourceInUseException), null, HttpStatusCode.BadRequest) { }
}
