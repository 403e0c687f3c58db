using System.Net;
using Amazon.Runtime;

namespace Amazon.SQS;

/// <summary>An error of SQS. <see cref="AmazonServiceException.ErrorCode"/> is the code that SQS has always used, such as <c>AWS.SimpleQueueService.NonExistentQueue</c>.</summary>
public class AmazonSQSException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
