using System.Collections.Concurrent;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Live;

/// <summary>The tails of the streams that are being queried: started by a stream's first query, refreshed while it is queried, stopped when it no longer is.</summary>
internal sealed class StreamTails(
    IStreamDirectory streams, IShardReader reader, TailProbe probe, ArchiveTables tables, ObjectCache cache, IOptions<SqlOptions> options, TimeProvider time, ILogger<StreamTails> logger)
    : BackgroundService, IAsyncDisposable
{
    private const int AttemptsMax = 3;

    private readonly SqlOptions _options = options.Value;
    private readonly ConcurrentDictionary<StreamName, Entry> _entries = new();

    /// <summary>The stream's tail, read up to now as far as <see cref="SqlOptions.StalenessMax"/> asks for.</summary>
    /// <returns>Null when there is no such stream.</returns>
    /// <exception cref="PlatformException">Unavailable: its live records cannot be had.</exception>
    public async Task<StreamTail?> GetAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var entry = _entries.GetOrAdd(stream, _ => new());
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var (tail, isNew) = await StartedAsync(stream, entry, cancellationToken);
            if (tail is null) return null;
            // A tail that has just begun has nothing of its own to be stale: its first query sees the stream's tip.
            if (await tail.WaitUntilReadAsync(isNew ? now : now - _options.StalenessMax, cancellationToken)) return tail;
            // It ended meanwhile: another stream has the name, a shard has left it, or it had been idle.
        }
        throw new PlatformException(FailureKind.Unavailable, $"The stream {stream} changes while it is read. Try again in a moment.");
    }

    /// <summary>Looks at the stream's archive now instead of at the next refresh; a hint, which nothing depends on.</summary>
    public async Task RefreshAsync(StreamName stream, CancellationToken cancellationToken)
    {
        if (_entries.TryGetValue(stream, out var entry)) await RefreshAsync(stream, entry, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (stream, entry) in _entries) await StopAsync(stream, entry, "the service stops");
        Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.TailRefreshInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await KeepAsync(stoppingToken);
    }

    /// <summary>One round: stops the tail if nobody has queried it for long, refreshes it otherwise.</summary>
    private async Task KeepAsync(StreamName stream, Entry entry, CancellationToken cancellationToken)
    {
        if (await StopAsync(stream, entry, "nobody queries it, or it has ended", isOnlyIfUnused: true)) return;
        await RefreshAsync(stream, entry, cancellationToken);
    }

    // Side by side: a stream that does not answer must not make the others' tails grow.
    internal Task KeepAsync(CancellationToken cancellationToken) => Task.WhenAll(_entries.Select(entry => KeepAsync(entry.Key, entry.Value, cancellationToken)));

    private async Task<(StreamTail? Tail, bool IsNew)> StartedAsync(StreamName stream, Entry entry, CancellationToken cancellationToken)
    {
        await entry.Turn.WaitAsync(cancellationToken);
        try
        {
            entry.UsedAt = time.GetUtcNow();
            if (entry.Tail is { IsDead: false } running) return (running, false);
            if (entry.Tail is { } dead)
            {
                entry.Tail = null;
                await dead.DisposeAsync();
            }
            if (_entries.Values.Count(other => other.Tail is not null) >= _options.TailsMax)
            {
                throw new PlatformException(FailureKind.Unavailable,
                    $"{_options.TailsMax} streams are followed already. Try again when one has not been queried for {_options.TailIdleTimeout}, or raise {SqlOptions.SectionName}:TailsMax.");
            }
            // The archive first: what is committed between the two is then read from the stream, too, and cut when it is used.
            var version = await tables.LoadAsync(stream, cancellationToken);
            var description = await streams.DescribeAsync(stream, cancellationToken);
            if (description is null) return (null, false);
            entry.Tail = StreamTail.Start(description, version, reader, probe, new(cache), _options, time, logger);
            entry.UsedAt = time.GetUtcNow();
            return (entry.Tail, true);
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private async Task RefreshAsync(StreamName stream, Entry entry, CancellationToken cancellationToken)
    {
        if (entry.Tail is not { IsDead: false } tail) return;
        try
        {
            var version = await tables.LoadAsync(stream, cancellationToken);
            if (version is not null) tail.Prune(version);
            tail.Update(await streams.DescribeAsync(stream, cancellationToken), version);
        }
#pragma warning disable CA1031 // Whatever it is: the service, and the other streams' tails, go on.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.TailRefreshFailed(stream, exception);
        }
#pragma warning restore CA1031
    }

    /// <returns>Whether there is no tail now.</returns>
    private async Task<bool> StopAsync(StreamName stream, Entry entry, string reason, bool isOnlyIfUnused = false)
    {
        await entry.Turn.WaitAsync(CancellationToken.None);
        try
        {
            if (entry.Tail is not { } tail) return true;
            // Only now that nobody can begin to use it.
            if (isOnlyIfUnused && !tail.IsDead && time.GetUtcNow() - entry.UsedAt <= _options.TailIdleTimeout) return false;
            entry.Tail = null;
            await tail.DisposeAsync();
            logger.TailStopped(stream, reason);
            return true;
        }
        finally
        {
            entry.Turn.Release();
        }
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public StreamTail? Tail { get; set; }

        /// <summary>Guarded by <see cref="Turn"/>, as is <see cref="Tail"/>'s being set.</summary>
        public DateTimeOffset UsedAt { get; set; }
    }
}
