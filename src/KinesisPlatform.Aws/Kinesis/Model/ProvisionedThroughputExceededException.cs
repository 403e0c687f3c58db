using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The shard's throughput is used up; retry with back-off.</summary>
public sealed class ProvisionedThroughputExceededException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public ProvisionedThroughputExceededException(string message) : this(message, null, ErrorType.Sender, nameof(ProvisionedThroughputExceededException), null, HttpStatusCode.BadRequest) { }
}
