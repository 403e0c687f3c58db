using System.Net;
using Amazon.Runtime;
using Amazon.SQS.Model;

namespace KinesisPlatform.Messaging.Sqs;

/// <summary>Translates the SDK's exceptions at the edge.</summary>
internal static class SqsFailures
{
    public static async Task<T> TranslateAsync<T>(string queue, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception e) when (e is AmazonClientException or AmazonServiceException or HttpRequestException)
        {
            throw new PlatformException(KindOf(e), $"SQS refused a call for queue {queue}: {e.Message}", e);
        }
    }

    private static FailureKind KindOf(Exception exception) => exception switch
    {
        QueueDoesNotExistException => FailureKind.NotFound,
        AmazonServiceException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError, Retryable: null } e when !IsThrottled(e) => FailureKind.Invalid,
        _ => FailureKind.Unavailable,
    };

    private static bool IsThrottled(AmazonServiceException exception) => exception.ErrorCode is "RequestThrottled" or "ThrottlingException" or "OverLimit";
}
