using System.Net;
using Amazon.Runtime;

namespace Amazon.Kinesis.Model;

/// <summary>The pagination token is older than five minutes; list from the start.</summary>
public sealed class ExpiredNextTokenException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonKinesisException(message, innerException, errorType, errorCode, requestId, statusCode)
{
    public ExpiredNextTokenException(string message) : this(message, null, ErrorType.Sender, nameof(ExpiredNextTokenException), null, HttpStatusCode.BadRequest) { }
}
