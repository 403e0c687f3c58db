using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace KinesisPlatform.ObjectStore;

/// <summary>Translates what the SDK throws, once, to what the caller can do about it.</summary>
internal static class S3Failure
{
    private static readonly HashSet<string> Transient = ["SlowDown", "Throttling", "ThrottlingException", "RequestTimeout", "RequestTimeTooSkewed", "BadDigest", "IncompleteBody", "OperationAborted"];
    private static readonly HashSet<string> Credentials = ["InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired"];

    public static bool IsConflict(Exception exception) =>
        exception is AmazonS3Exception { StatusCode: HttpStatusCode.Conflict, ErrorCode: "ConditionalRequestConflict" };

    public static bool IsMissingKey(AmazonS3Exception exception) => exception is { StatusCode: HttpStatusCode.NotFound, ErrorCode: "NoSuchKey" };

    /// <param name="action">What was tried, such as <c>PUT s3://bucket/key</c>.</param>
    public static PlatformException Translate(Exception exception, string action, string bucket) => exception switch
    {
        PlatformException platform => platform,
        AmazonS3Exception { ErrorCode: "NoSuchBucket" } => MissingBucket(action, bucket, exception),
        AmazonServiceException service => OfService(service, action, bucket),
        AmazonClientException when IsConnection(exception) => Unreachable(action, exception),
        // The SDK finds no credentials, or cannot renew those it has.
        AmazonClientException => new(
            FailureKind.Invalid,
            $"{action} could not be sent: {FirstSentence(exception.Message)} Give credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile (AWS_PROFILE, 'aws sso login'), or a role of the machine.",
            exception),
        HttpRequestException or IOException or OperationCanceledException or TimeoutException => Unreachable(action, exception),
        _ => new(FailureKind.Internal, $"{action} failed in the client itself: {exception.GetType().Name}.", exception),
    };

    public static PlatformException MissingBucket(string action, string bucket, Exception? exception) => new(
        FailureKind.NotFound,
        $"{action}: the bucket '{bucket}' does not exist. Create it ('aws s3 mb s3://{bucket}'), or set {ObjectStoreOptions.SectionName}:Bucket to one that exists in this account and region.",
        exception);

    private static PlatformException OfService(AmazonServiceException service, string action, string bucket)
    {
        if (IsConflict(service)) return new(FailureKind.Unavailable, $"{action} met other writers of the same key every time it was tried (409 ConditionalRequestConflict): try again later.", service);
        if ((int)service.StatusCode >= 500 || service.StatusCode == HttpStatusCode.TooManyRequests || Transient.Contains(service.ErrorCode ?? ""))
            return new(FailureKind.Unavailable, $"{action} failed and so did its retries: S3 answered {Answer(service)}. Try again later.", service);
        if (service.StatusCode == 0) return Unreachable(action, service);
        if (Credentials.Contains(service.ErrorCode ?? ""))
            return new(FailureKind.Invalid, $"{action} was refused: S3 answered {Answer(service)}. The credentials are wrong or out of date: renew them.", service);
        if (service.StatusCode == HttpStatusCode.Forbidden)
        {
            return new(
                FailureKind.Invalid,
                $"{action} was refused: S3 answered {Answer(service)}. Allow the credentials s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload on 'arn:aws:s3:::{bucket}/*' "
                + $"and s3:ListBucket on 'arn:aws:s3:::{bucket}' (and the use of its KMS key, if it has one).",
                service);
        }
        if (service.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect || service.ErrorCode == "AuthorizationHeaderMalformed")
            return new(FailureKind.Invalid, $"{action} went to the wrong region: S3 answered {Answer(service)}. Set AWS_REGION to the bucket's region.", service);
        return new(FailureKind.Invalid, $"{action} was refused: S3 answered {Answer(service)}: {service.Message}", service);
    }

    private static PlatformException Unreachable(string action, Exception exception) =>
        new(FailureKind.Unavailable, $"{action} got no answer and neither did its retries ({exception.GetBaseException().GetType().Name}). Check the network and AWS_ENDPOINT_URL, then try again.", exception);

    private static bool IsConnection(Exception exception)
    {
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is HttpRequestException or IOException or TimeoutException or OperationCanceledException or System.Net.Sockets.SocketException) return true;
        }
        return false;
    }

    private static string Answer(AmazonServiceException service) => $"{(int)service.StatusCode} {service.ErrorCode}";

    private static string FirstSentence(string message) => message.Split(['\r', '\n'])[0] is var line && line.IndexOf(". ", StringComparison.Ordinal) is var end and >= 0 ? line[..(end + 1)] : line;
}
