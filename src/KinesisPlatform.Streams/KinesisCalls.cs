using System.Net;
using Amazon.Kinesis.Model;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Streams;

/// <summary>Calls Kinesis: retries what passes, and translates the SDK's exceptions to <see cref="PlatformException"/>, once, here.</summary>
internal sealed class KinesisCalls(StreamsOptions options, TimeProvider time, Random random, ILogger logger)
{
    /// <summary>Retries passing failures with back-off, at most <see cref="StreamsOptions.AttemptsMax"/> attempts.</summary>
    /// <param name="subject">What the call is about, for messages: <c>shard shardId-000000000000 of stream flights</c>.</param>
    /// <exception cref="PlatformException">NotFound, Invalid or, when the attempts are used up, Unavailable.</exception>
    public async Task<T> RunAsync<T>(string subject, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(cancellationToken);
            }
            catch (Exception e) when (IsPassing(e, cancellationToken) && attempt < options.AttemptsMax)
            {
                Log.CallRetried(logger, subject, attempt, CodeOf(e));
                if (IsThrottle(e)) StreamsMetrics.Throttled.Add(1);
                await BackOffAsync(attempt, cancellationToken);
            }
            catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException || IsPassing(e, cancellationToken))
            {
                throw Translate(subject, e, attempt);
            }
        }
    }

    public Task BackOffAsync(int failureCount, CancellationToken cancellationToken) => Task.Delay(BackOffAfter(failureCount), time, cancellationToken);

    /// <param name="failureCount">Failures in a row, from 1.</param>
    public TimeSpan BackOffAfter(int failureCount)
    {
        var full = Math.Min(options.BackoffMax.TotalMilliseconds, options.BackoffFirst.TotalMilliseconds * Math.Pow(2, Math.Min(failureCount - 1, 30)));
        // Half of it at random, so that the readers of a stream's shards do not come back all at once.
        return TimeSpan.FromMilliseconds(full * (1 - random.NextDouble() / 2));
    }

    /// <summary>Waits for at least a time, and up to a quarter more at random.</summary>
    public Task DelayAsync(TimeSpan min, CancellationToken cancellationToken) => Task.Delay(min * (1 + random.NextDouble() / 4), time, cancellationToken);

    /// <summary>Whether the same call may succeed later.</summary>
    public static bool IsPassing(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // A timeout of the HTTP client looks like a cancellation; the caller's own is none of ours.
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        HttpRequestException or IOException or TimeoutException => true,
        // The next attempt asks for another iterator.
        ExpiredIteratorException => true,
        AmazonServiceException e => IsThrottle(e) || (int)e.StatusCode >= 500 || e.InnerException is HttpRequestException or IOException,
        AmazonClientException e => e.InnerException is HttpRequestException or IOException,
        _ => false,
    };

    public static bool IsThrottle(Exception exception) =>
        exception is ProvisionedThroughputExceededException or LimitExceededException
        || exception is AmazonServiceException { ErrorCode: "ThrottlingException" or "Throttling" or "RequestLimitExceeded" or "KMSThrottlingException" }
        || exception is AmazonServiceException { StatusCode: HttpStatusCode.TooManyRequests };

    public static PlatformException Translate(string subject, Exception exception, int attempts) => exception switch
    {
        ResourceNotFoundException => new(FailureKind.NotFound, $"Kinesis does not know {subject}: {exception.Message}", exception),
        ResourceInUseException => new(FailureKind.Conflict, $"Kinesis has {subject} in use: {Sentence(exception)} Try again when the stream is ACTIVE.", exception),
        AccessDeniedException => new(FailureKind.Invalid, $"AWS denies access to {subject}: {Sentence(exception)} Extend the policy of these credentials.", exception),
        AmazonServiceException e when !IsPassing(e, default) => new(FailureKind.Invalid, $"Kinesis refuses the request about {subject} ({e.ErrorCode}): {e.Message}", exception),
        _ => new(FailureKind.Unavailable, $"Kinesis could not be asked about {subject} in {attempts} attempts, last {CodeOf(exception)}: {Sentence(exception)} Check the endpoint and the stream's limits; retry later.", exception),
    };

    // Most of AWS' messages have no full stop.
    private static string Sentence(Exception exception) => $"{exception.Message.TrimEnd('.')}.";

    public static string CodeOf(Exception exception) =>
        exception is AmazonServiceException { ErrorCode.Length: > 0 } e ? e.ErrorCode : exception.GetType().Name;
}
