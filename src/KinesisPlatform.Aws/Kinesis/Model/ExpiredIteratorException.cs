using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The shard iterator is older than five minutes; get a new one.</summary>
public sealed class ExpiredIteratorException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public ExpiredIteratorException(string message) : this(message, null, ErrorType.Sender, nameof(ExpiredIteratorException), null, HttpStatusCode.BadRequest) { }
}
