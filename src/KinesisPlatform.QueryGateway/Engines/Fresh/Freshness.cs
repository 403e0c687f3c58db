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
        _streams.AddRange(await Task.WhenAll(added.Select(stream => archive.FlushAsync(stream, _upTo, isReadByPath, cancellationToken))));
        _elapsed = time.GetElapsedTime(_started);
    }
}
