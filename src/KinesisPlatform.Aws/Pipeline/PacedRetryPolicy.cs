using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>
/// The SDK's Standard retries, but for throttling: callers that pace their calls must hear of it at once, and the SDK's own quick retries would
/// take two more calls of a shard that has none left. What may be sent only once (<see cref="ISentOnce"/>) is never repeated.
/// </summary>
internal sealed class PacedRetryPolicy(IClientConfig config) : StandardRetryPolicy(config)
{
    public override bool RetryForException(IExecutionContext executionContext, Exception exception) =>
        IsRepeatable(executionContext, exception) && base.RetryForException(executionContext, exception);

    public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        IsRepeatable(executionContext, exception) && await base.RetryForExceptionAsync(executionContext, exception).ConfigureAwait(false);

    private bool IsRepeatable(IExecutionContext executionContext, Exception exception) =>
        executionContext.RequestContext.OriginalRequest is not ISentOnce && !IsThrottlingError(exception);
}
