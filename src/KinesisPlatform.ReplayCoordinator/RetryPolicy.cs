using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator;

/// <summary>How often and how soon what failed in passing is tried again.</summary>
internal sealed class RetryPolicy(IOptions<ReplayOptions> options, TimeProvider time)
{
    public static bool IsPassing(PlatformException exception) => exception.Kind is FailureKind.Unavailable or FailureKind.Throttled or FailureKind.Conflict;

    public bool IsUsedUp(int failures) => failures > options.Value.RetriesMax;

    public Task DelayAsync(int failures, CancellationToken cancellationToken)
    {
        var factor = Math.Pow(2, Math.Min(failures - 1, 30));
        var delay = TimeSpan.FromTicks((long)Math.Min(options.Value.RetryDelay.Ticks * factor, options.Value.RetryDelayMax.Ticks));
        return Task.Delay(delay, time, cancellationToken);
    }

    public async Task<T> RunAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                return await action();
            }
            catch (PlatformException e) when (IsPassing(e) && !IsUsedUp(failures))
            {
                await DelayAsync(failures, cancellationToken);
            }
        }
    }
}
