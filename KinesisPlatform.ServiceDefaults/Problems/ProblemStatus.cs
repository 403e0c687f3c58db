using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.ServiceDefaults.Problems;

/// <summary>What a failure is in HTTP.</summary>
internal static class ProblemStatus
{
    /// <summary>How long a caller waits before it asks an unavailable service again.</summary>
    public static readonly string RetryAfterSeconds = 2.ToString(CultureInfo.InvariantCulture);

    public static int Of(FailureKind kind) => kind switch
    {
        FailureKind.Invalid => StatusCodes.Status400BadRequest,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.Conflict or FailureKind.Fenced => StatusCodes.Status409Conflict,
        FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
