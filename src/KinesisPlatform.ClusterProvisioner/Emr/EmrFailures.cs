using System.Net;
using Amazon.ElasticMapReduce;
using Amazon.Runtime;

namespace KinesisPlatform.ClusterProvisioner.Emr;

/// <summary>What the failures of EMR's client mean.</summary>
internal static class EmrFailures
{
    /// <summary>EMR API reference, "Common Errors", and what AWS' API gateways say: nothing was carried out.</summary>
    private static readonly HashSet<string> Throttles = new(StringComparer.Ordinal)
        { "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestThrottledException", "TooManyRequestsException", "RequestLimitExceeded", "SlowDown", "RequestExpired" };

    private static readonly HashSet<string> Denials = new(StringComparer.Ordinal)
        { "AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "UnrecognizedClientException", "InvalidClientTokenId", "ExpiredToken", "ExpiredTokenException", "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "MissingAuthenticationToken", "OptInRequired" };

    public static bool IsOf(Exception exception) => exception is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or TaskCanceledException or OperationCanceledException;

    /// <summary>Whether a request that failed so may have had its effect.</summary>
    public static SendOutcome OutcomeOf(Exception exception)
    {
        if (exception is AmazonElasticMapReduceException { StatusCode: not 0 } answered)
        {
            if (Throttles.Contains(answered.ErrorCode)) return SendOutcome.NotTaken;
            if (answered.StatusCode is HttpStatusCode.TooManyRequests) return SendOutcome.NotTaken;
            return (int)answered.StatusCode is >= 400 and < 500 ? SendOutcome.Refused : SendOutcome.Unknown;
        }
        return IsUnsent(exception) ? SendOutcome.NotTaken : SendOutcome.Unknown;
    }

    public static bool IsNoSuchCluster(Exception exception) =>
        exception is AmazonElasticMapReduceException { StatusCode: HttpStatusCode.BadRequest, ErrorCode: "InvalidRequestException" } e && e.Message.Contains("is not valid", StringComparison.Ordinal);

    public static bool IsTerminationProtection(Exception exception) =>
        exception is AmazonElasticMapReduceException { ErrorCode: "ValidationException" } e && e.Message.Contains("termination protect", StringComparison.OrdinalIgnoreCase);

    /// <summary>EMR's failure as the platform's own.</summary>
    /// <param name="action">The IAM action, such as <c>elasticmapreduce:DescribeCluster</c>.</param>
    public static PlatformException ToPlatform(Exception exception, string action) => exception switch
    {
        AmazonElasticMapReduceException e when Denials.Contains(e.ErrorCode) => new(FailureKind.Invalid, $"EMR refuses this service: {e.Message} Give its role {action} (GET /clusters/policies has the whole policy).", e),
        AmazonElasticMapReduceException e when OutcomeOf(e) == SendOutcome.Refused => new(FailureKind.Invalid, $"EMR refuses the request: {e.Message}", e),
        AmazonElasticMapReduceException e => new(FailureKind.Unavailable, $"EMR cannot answer now ({e.ErrorCode}): try again.", e),
        _ => new(FailureKind.Unavailable, $"EMR cannot be reached: {exception.Message}", exception),
    };

    /// <summary>What to do about a refusal, behind EMR's own words.</summary>
    public static string Explain(Exception exception, string action) => ToPlatform(exception, action).Message;

    // No connection came to be, or there was nothing to sign with: no byte of the request left.
    private static bool IsUnsent(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }) return true;
        }
        return exception is AmazonClientException && exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase);
    }
}
