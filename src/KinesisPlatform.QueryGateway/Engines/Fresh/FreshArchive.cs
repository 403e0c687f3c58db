using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Fresh;

/// <summary>Has archives take in what has arrived on their streams, and waits until their tables hold it.</summary>
internal sealed class FreshArchive(ArchiveCatchUp catchUp, IStreamDirectory directory, IObjectStore store, IMessageSender messages, IOptions<EnginesOptions> options, TimeProvider time) : IDisposable
{
    private readonly EnginesOptions _options = options.Value;

    // Bounded by the number of streams; each keeps what its last flush ended with.
    private readonly ConcurrentDictionary<StreamName, StreamFlushes> _flushes = new();

    /// <summary>For one query: everything that arrived before this call.</summary>
    public Freshness Begin(ExternalQuery query) => new(this, time, _options.FreshStreamsMax, () => query.Report(new(QueryState.Fetching, null, 0, 0)));

    /// <param name="since">The timestamp of <paramref name="upTo"/>.</param>
    /// <param name="isReadByPath">Waits for the table's version hint, too, by which readers without a catalog find it.</param>
    /// <exception cref="TimeoutException">Not in time.</exception>
    /// <exception cref="PlatformException">Throttled: it is flushed too often.</exception>
    public async Task<FreshStream> FlushAsync(StreamName stream, DateTimeOffset upTo, long since, bool isReadByPath, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var flush = await _flushes.GetOrAdd(stream, _ => new(stream, catchUp, directory, messages, _options, time)).WaitAsync(upTo, since, cancellationToken);
        if (flush is not { IsComplete: true }) throw NotInTime(stream, $"did not hold everything that arrived before {upTo:O}", BehindOf(stream, flush));
        while (isReadByPath && flush is { Location: { } location, Version: { } version } && await HintAsync(location, cancellationToken) < version)
        {
            if (time.GetElapsedTime(started) >= _options.FreshWaitMax) throw NotInTime(stream, "was not there for readers by path", "version-hint.text is behind. See that Archive:WritesVersionHint is on");
            await Task.Delay(ArchiveCatchUp.LookInterval, time, cancellationToken);
        }
        return new(stream, flush.Version, flush.IsFlushed);
    }

    public void Dispose()
    {
        foreach (var flushes in _flushes.Values) flushes.Dispose();
    }

    private async Task<long> HintAsync(string location, CancellationToken cancellationToken)
    {
        var hint = await store.GetAsync($"{location}/metadata/version-hint.text", null, cancellationToken);
        return hint is not null && long.TryParse(Encoding.ASCII.GetString(hint.Content.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static string BehindOf(StreamName stream, StreamFlush? flush) => flush is null
        ? "other queries' flushes took all of it. Try again"
        : $"{flush.Behind.Count} shard(s) are behind, such as {flush.Behind[0]}. Look whether the archiver runs and archives this stream (GET /streams/{stream})";

    private TimeoutException NotInTime(StreamName stream, string what, string why) =>
        new($"The archive of stream '{stream}' {what} within {_options.FreshWaitMax.TotalSeconds:0.#} s: {why}, or ask without \"fresh\".");
}
