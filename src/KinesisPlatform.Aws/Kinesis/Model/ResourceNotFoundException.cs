using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>No such stream, shard or consumer.</summary>
public sealed class ResourceNotFoundException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public ResourceNotFoundException(string message) : this(message, null, ErrorType.Sender, nameof(ResourceNotFoundException), null, HttpStatusCode.BadRequest) { }
}
