using System.Globalization;

namespace KinesisPlatform.QueryGateway.Iceberg;

/// <summary>Answers failures as the specification has them; the service's problem documents would be no Iceberg.</summary>
internal sealed class IcebergErrorFilter(ILogger<IcebergErrorFilter> logger) : IEndpointFilter
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return Describe(exception, context.HttpContext);
        }
    }

    private IResult Describe(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case PlatformException { Kind: FailureKind.Invalid }:
                return IcebergError.BadRequest(exception.Message);
            case PlatformException { Kind: FailureKind.NotFound }:
                return IcebergError.Result(StatusCodes.Status404NotFound, "NoSuchTableException", exception.Message);
            case PlatformException { Kind: FailureKind.Unavailable or FailureKind.Throttled or FailureKind.Conflict } passing:
                context.Response.Headers.RetryAfter = Math.Ceiling((passing.RetryAfter ?? RetryAfter).TotalSeconds).ToString(CultureInfo.InvariantCulture);
                return IcebergError.Result(StatusCodes.Status503ServiceUnavailable, "ServiceUnavailableException", exception.Message);
            default:
                logger.CatalogFailed(exception, context.Request.Path);
                var message = exception is PlatformException { Kind: FailureKind.Data } ? exception.Message : "The catalog failed in a way it did not expect; the service's log says why.";
                return IcebergError.Result(StatusCodes.Status500InternalServerError, "InternalServerError", message);
        }
    }
}
