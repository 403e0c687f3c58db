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

    /// <param name="isReadByPath">Waits for the table's version hint, too, by which readers without a catalog find it.</param>
    /// <exception cref="TimeoutException">Not in time.</exception>
    /// <exception cref="PlatformException">Throttled: it is flushed too often.</exception>
    public async Task<FreshStream> FlushAsync(StreamName stream, DateTimeOffset upTo, bool isReadByPath, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var progress = await _flushes.GetOrAdd(stream, _ => new(stream, catchUp, directory, messages, _options, time)).WaitAsync(upTo, cancellationToken);
        if (progress is not { IsComplete: true }) throw NotInTime(stream, $"did not hold everything that arrived before {upTo:O}", BehindOf(progress));
        while (isReadByPath && progress is { Table: { } table, Version: { } version } && await HintAsync(table, cancellationToken) < version.Version)
        {
            if (time.GetElapsedTime(started) >= _options.FreshWaitMax) throw NotInTime(stream, "was not there for readers by path", "version-hint.text is behind. See that Archive:WritesVersionHint is on");
            await Task.Delay(ArchiveCatchUp.LookInterval, time, cancellationToken);
        }
        return new(stream, progress.Version?.Version, progress.IsFlushed);
    }

    public void Dispose()
    {
        foreach (var flushes in _flushes.Values) flushes.Dispose();
    }

    private async Task<long> HintAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        var hint = await store.GetAsync($"{table.Location}/metadata/version-hint.text", null, cancellationToken);
        return hint is not null && long.TryParse(Encoding.ASCII.GetString(hint.Content.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private static string BehindOf(ArchiveProgress? progress) => progress is null
        ? "other queries' flushes took all of it. Try again"
        : $"{progress.Behind.Count} shard(s) are behind, such as {progress.Behind[0]}. Look whether the archiver runs and archives this stream (GET /streams/{{name}})";

    private TimeoutException NotInTime(StreamName stream, string what, string why) =>
        new($"The archive of stream '{stream}' {what} within {_options.FreshWaitMax.TotalSeconds:0.#} s: {why}, or ask without \"fresh\".");
}
