using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Engines.Fresh;

/// <summary>The streams that one query has had flushed, all up to the same time.</summary>
internal sealed class Freshness(FreshArchive archive, TimeProvider time, int streamsMax, Action begin)
{
    private readonly List<FreshStream> _streams = [];
    private readonly DateTimeOffset _upTo = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();
    private TimeSpan _elapsed;

    public FreshStats Stats => new(_upTo, _elapsed, _streams);

    /// <summary>Flushes those that have not been, side by side, and waits for all.</summary>
    /// <exception cref="PlatformException">Invalid: too many. Throttled: one is flushed too often.</exception>
    /// <exception cref="TimeoutException">One was not there in time.</exception>
    public async Task AddAsync(IEnumerable<StreamName> streams, CancellationToken cancellationToken, bool isReadByPath = false)
    {
        var added = streams.Except(_streams.Select(known => known.Stream)).Order(Comparer<StreamName>.Create((one, other) => string.CompareOrdinal(one.Value, other.Value))).ToList();
        if (_streams.Count + added.Count > streamsMax)
            throw new PlatformException(FailureKind.Invalid, $"The statement names {_streams.Count + added.Count} streams, and \"fresh\" flushes at most {streamsMax} ({EnginesOptions.SectionName}:FreshStreamsMax). Ask without it.");
        if (added.Count == 0) return;
        begin();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var flushes = added.Select(stream => archive.FlushAsync(stream, _upTo, _started, isReadByPath, stop.Token)).ToList();
        try
        {
            // Told at once: by the time that the others were there, when to ask again would be out of date.
            await foreach (var flush in Task.WhenEach(flushes)) await flush;
            _streams.AddRange(flushes.Select(flush => flush.Result));
        }
        finally
        {
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(flushes)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _elapsed = time.GetElapsedTime(_started);
    }
}
