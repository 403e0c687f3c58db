using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace KinesisPlatform.ServiceDefaults.Problems;

/// <summary>Answers every failure with a problem document (RFC 9457) that says what to do next and never shows the inside.</summary>
internal sealed class PlatformExceptionHandler(ILogger<PlatformExceptionHandler> logger) : IExceptionHandler
{
    private const string Unexplained = "The service failed in a way it did not expect. Its log has the details under this trace id; report them if it happens again.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = Describe(exception);
        Report(httpContext.Request, exception, problem.Status!.Value);
        if (ProblemStatus.RetryAfterSeconds(exception) is { } seconds) httpContext.Response.Headers[HeaderNames.RetryAfter] = seconds;
        await TypedResults.Problem(problem).ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemDetails Describe(Exception exception) => exception switch
    {
        PlatformException { Kind: FailureKind.Internal } => new() { Status = StatusCodes.Status500InternalServerError, Detail = Unexplained },
        PlatformException platform => new() { Status = ProblemStatus.Of(platform.Kind), Detail = platform.Message },
        BadHttpRequestException request => new() { Status = request.StatusCode, Detail = Describe(request) },
        _ => new() { Status = StatusCodes.Status500InternalServerError, Detail = Unexplained },
    };

    /// <summary>The framework's own message names our types; where the body is bad JSON its place and cause help more.</summary>
    private static string Describe(BadHttpRequestException exception)
    {
        if (exception.InnerException is not JsonException json) return exception.Message;
        var place = json.LineNumber is { } line ? $" at line {line + 1}, byte {json.BytePositionInLine + 1}" : "";
        var member = json.Path is { Length: > 1 } path ? $" (member {path})" : "";
        return $"The request's body is not the JSON that is expected here{place}{member}. Correct it and send the request again.";
    }

    private void Report(HttpRequest request, Exception exception, int status)
    {
        if (status >= StatusCodes.Status500InternalServerError && status != StatusCodes.Status503ServiceUnavailable)
            Log.RequestFailed(logger, request.Method, request.Path, status, exception);
        else if (status == StatusCodes.Status503ServiceUnavailable)
            Log.RequestUnavailable(logger, request.Method, request.Path, exception.Message);
    }
}
