using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.Streams;

namespace KinesisPlatform.QueryGateway.Engines.Fresh;

/// <summary>
/// One stream's flushes: one after the other, and not too often, for each is a commit. Each is up to the moment it begins, so that all who came before it share it: while one is under way, or too soon
/// after it, callers wait for the next. Safe for concurrent callers.
/// </summary>
internal sealed class StreamFlushes(StreamName stream, ArchiveCatchUp catchUp, IStreamDirectory directory, IMessageSender messages, EnginesOptions options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _upTo;
    private ArchiveProgress? _last;
    private long? _askedTimestamp;

    /// <summary>How far the archive is at the end of a flush up to <paramref name="upTo"/> or later.</summary>
    /// <returns>Null when there was no time left for one.</returns>
    /// <exception cref="PlatformException">Throttled: the next may not begin in time.</exception>
    public async Task<ArchiveProgress?> WaitAsync(DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (!await TakeTurnAsync(cancellationToken)) return null;
        try
        {
            if (_last is { } last && _upTo >= upTo) return last;
            await PaceAsync(Left(), cancellationToken);
            var now = time.GetUtcNow();
            var progress = await catchUp.WaitAsync(stream, now, Left(), cancel => directory.DescribeAsync(stream, cancel), cancel => AskAsync(now, cancel), cancellationToken);
            if (progress.IsComplete) (_upTo, _last) = (now, progress);
            return progress;
        }
        finally
        {
            _turn.Release();
        }

        TimeSpan Left() => options.FreshWaitMax - time.GetElapsedTime(started);
    }

    public void Dispose() => _turn.Dispose();

    private async Task<bool> TakeTurnAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.FreshWaitMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            await _turn.WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task PaceAsync(TimeSpan left, CancellationToken cancellationToken)
    {
        if (_askedTimestamp is not { } asked) return;
        var wait = options.FreshIntervalMin - time.GetElapsedTime(asked);
        if (wait <= TimeSpan.Zero) return;
        if (wait >= left)
        {
            throw new PlatformException(
                FailureKind.Throttled, $"Stream '{stream}' was flushed a moment ago, and is at most every {options.FreshIntervalMin.TotalSeconds:0.#} s ({EnginesOptions.SectionName}:FreshIntervalMin). Ask again later, or without \"fresh\".") { RetryAfter = wait };
        }
        await Task.Delay(wait, time, cancellationToken);
    }

    private Task AskAsync(DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        _askedTimestamp = time.GetTimestamp();
        return messages.SendAsync(new FlushArchive(stream.Value, upTo), cancellationToken);
    }
}
