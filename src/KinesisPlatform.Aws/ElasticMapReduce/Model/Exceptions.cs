using System.Net;
using Amazon.Runtime;

namespace Amazon.ElasticMapReduce.Model;

/// <summary>The service failed at a call that writes.</summary>
public sealed class InternalServerErrorException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonElasticMapReduceException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>The service failed at a call that reads.</summary>
public sealed class InternalServerException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonElasticMapReduceException(message, innerException, errorType, errorCode, requestId, statusCode);

/// <summary>A call that reads names a cluster or step that is none, or asks what cannot be.</summary>
public sealed class InvalidRequestException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
    : AmazonElasticMapReduceException(message, innerException, errorType, errorCode, requestId, statusCode);
