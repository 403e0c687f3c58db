using KinesisPlatform.QueryGateway.Iceberg;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.QueryGateway.Tests;

public sealed class IcebergErrorFilterTests
{
    [Theory]
    [InlineData(FailureKind.Unavailable, null, "2")]
    [InlineData(FailureKind.Conflict, null, "2")]
    [InlineData(FailureKind.Throttled, 4.2, "5")]
    public async Task Failure_ThatPasses_Is503WithWhenToAskAgain(FailureKind kind, double? seconds, string retryAfter)
    {
        var context = new DefaultHttpContext();
        var error = new PlatformException(kind, "Not now.") { RetryAfter = seconds is { } known ? TimeSpan.FromSeconds(known) : null };

        var result = await new IcebergErrorFilter(NullLogger<IcebergErrorFilter>.Instance).InvokeAsync(EndpointFilterInvocationContext.Create(context), _ => throw error);

        Assert.Equal(503, Assert.IsAssignableFrom<IStatusCodeHttpResult>(result).StatusCode);
        Assert.Equal(retryAfter, context.Response.Headers.RetryAfter);
    }
}
