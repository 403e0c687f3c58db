using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace KinesisPlatform.Aws.Pipeline;

/// <summary>
/// The SDK's Standard retries, but for throttling: callers that pace their calls must hear of it at once, and the SDK's own quick retries would
/// take two more calls of a shard that has none left.
/// </summary>
internal sealed class PacedRetryPolicy(IClientConfig config) : StandardRetryPolicy(config)
{
    public override bool RetryForException(IExecutionContext executionContext, Exception exception) =>
        !IsThrottlingError(exception) && base.RetryForException(executionContext, exception);

    public override async Task<bool> RetryForExceptionAsync(IExecutionContext executionContext, Exception exception) =>
        !IsThrottlingError(exception) && await base.RetryForExceptionAsync(executionContext, exception).ConfigureAwait(false);
}
