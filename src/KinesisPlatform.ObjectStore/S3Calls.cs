namespace KinesisPlatform.ObjectStore;

/// <summary>Runs a request to S3: what the SDK does not retry itself is retried here, what fails for good is translated.</summary>
internal sealed class S3Calls(ObjectStoreOptions options, TimeProvider time)
{
    private static readonly TimeSpan DelayMax = TimeSpan.FromSeconds(5);

    /// <exception cref="PlatformException">The request failed for good.</exception>
    public async Task<T> RunAsync<T>(string verb, string key, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await call(cancellationToken);
            }
            catch (Exception e) when (attempt < options.RetriesMax && IsPassing(e))
            {
                await Task.Delay(Delay(attempt), time, cancellationToken);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested || e is not OperationCanceledException)
            {
                throw S3Failure.Translate(e, $"{verb} s3://{options.Bucket}/{key}", options.Bucket);
            }
        }
    }

    // A body that breaks off is thrown by the reading of it, after the SDK's own retries.
    private static bool IsPassing(Exception exception) => S3Failure.IsConflict(exception) || exception is IOException;

    private TimeSpan Delay(int attempt)
    {
        var delay = options.RetryDelay * Math.Pow(2, attempt);
        return delay < DelayMax ? delay : DelayMax;
    }
}
