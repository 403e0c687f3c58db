using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.ServiceDefaults.Problems;

/// <summary>What a failure is in HTTP.</summary>
internal static class ProblemStatus
{
    private const int UnavailableSeconds = 2;

    /// <summary>How many seconds a caller waits before it asks again, as the header Retry-After has it; null where asking again is no use.</summary>
    public static string? RetryAfterSeconds(Exception exception) => exception switch
    {
        PlatformException { Kind: FailureKind.Unavailable or FailureKind.Throttled } failure =>
            ((int)Math.Ceiling(failure.RetryAfter?.TotalSeconds ?? UnavailableSeconds)).ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    public static int Of(FailureKind kind) => kind switch
    {
        FailureKind.Invalid => StatusCodes.Status400BadRequest,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.Conflict or FailureKind.Fenced => StatusCodes.Status409Conflict,
        FailureKind.Throttled => StatusCodes.Status429TooManyRequests,
        FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
