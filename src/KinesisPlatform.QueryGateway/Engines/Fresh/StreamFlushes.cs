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
    private volatile StreamFlush? _last;
    private long? _askedTimestamp;

    /// <summary>How far the archive is at the end of a flush up to <paramref name="upTo"/> or later; where no time is left for one, at the end of the one that was waited for, if that is behind.</summary>
    /// <param name="since">The timestamp of <paramref name="upTo"/>: what was flushed before does not count, wherever the clock was set meanwhile.</param>
    /// <returns>Null when there was no time left for one, and nothing is known of those before.</returns>
    /// <exception cref="PlatformException">Throttled: the next may not begin in time.</exception>
    public async Task<StreamFlush?> WaitAsync(DateTimeOffset upTo, long since, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        if (!await TakeTurnAsync(cancellationToken)) return FoundBehind();
        try
        {
            if (_last is { IsComplete: true } last && last.BeganTimestamp >= since && last.UpTo >= upTo) return last;
            var wait = Pause();
            // Not how often it is flushed is the reason then, and asking again would not help.
            if (wait >= Left()) return FoundBehind() ?? throw TooOften(wait);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, time, cancellationToken);
            var (began, now) = (time.GetTimestamp(), time.GetUtcNow());
            // The clock may have been set back since the query came.
            if (now < upTo) now = upTo;
            var progress = await catchUp.WaitAsync(stream, now, Left(), cancel => directory.DescribeAsync(stream, cancel), cancel => AskAsync(now, cancel), cancellationToken);
            return _last = new(now, began, time.GetTimestamp(), progress.Table?.Location, progress.Version?.Version, progress.Behind, progress.IsFlushed);
        }
        finally
        {
            _turn.Release();
        }

        StreamFlush? FoundBehind() => _last is { IsComplete: false } last && last.EndedTimestamp >= started ? last : null;

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

    /// <summary>Until the next may be asked for; zero or less when it may be now.</summary>
    private TimeSpan Pause() => _askedTimestamp is { } asked ? options.FreshIntervalMin - time.GetElapsedTime(asked) : TimeSpan.Zero;

    private PlatformException TooOften(TimeSpan wait) => new(
        FailureKind.Throttled, $"Stream '{stream}' was flushed a moment ago, and is at most every {options.FreshIntervalMin.TotalSeconds:0.#} s ({EnginesOptions.SectionName}:FreshIntervalMin). Ask again later, or without \"fresh\".")
    { RetryAfter = wait };

    private Task AskAsync(DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        _askedTimestamp = time.GetTimestamp();
        return messages.SendAsync(new FlushArchive(stream.Value, upTo), cancellationToken);
    }
}
