using System.Globalization;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Engines.Fresh;

/// <summary>Has archives take in what has arrived on their streams, and waits until their tables hold it.</summary>
internal sealed class FreshArchive(ArchiveCatchUp catchUp, IStreamDirectory directory, IObjectStore store, IMessageSender messages, IOptions<EnginesOptions> options, TimeProvider time)
{
    private readonly EnginesOptions _options = options.Value;

    /// <summary>For one query: everything that arrived before this call.</summary>
    public Freshness Begin(ExternalQuery query) => new(this, time, _options.FreshStreamsMax, () => query.Report(new(QueryState.Fetching, null, 0, 0)));

    /// <param name="isReadByPath">Waits for the table's version hint, too, by which readers without a catalog find it.</param>
    /// <exception cref="TimeoutException">Not in time.</exception>
    public async Task<FreshStream> FlushAsync(StreamName stream, DateTimeOffset upTo, bool isReadByPath, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var progress = await catchUp.WaitAsync(
            stream, upTo, _options.FreshWaitMax, cancel => directory.DescribeAsync(stream, cancel), cancel => messages.SendAsync(new FlushArchive(stream.Value, upTo), cancel), cancellationToken);
        if (!progress.IsComplete) throw NotInTime(stream, upTo, progress.Behind);
        while (isReadByPath && progress is { Table: { } table, Version: { } version } && await HintAsync(table, cancellationToken) < version.Version)
        {
            if (time.GetElapsedTime(started) >= _options.FreshWaitMax) throw NotInTime(stream, upTo, []);
            await Task.Delay(ArchiveCatchUp.LookInterval, time, cancellationToken);
        }
        return new(stream, progress.Version?.Version, progress.IsFlushed);
    }

    private async Task<long> HintAsync(IArchiveTable table, CancellationToken cancellationToken)
    {
        var hint = await store.GetAsync($"{table.Location}/metadata/version-hint.text", null, cancellationToken);
        return hint is not null && long.TryParse(Encoding.ASCII.GetString(hint.Content.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    private TimeoutException NotInTime(StreamName stream, DateTimeOffset upTo, IReadOnlyList<ShardId> behind) => new(behind.Count == 0
        ? $"The table of stream '{stream}' was not there for readers by path within {_options.FreshWaitMax.TotalSeconds:0.#} s: version-hint.text is behind. See that Archive:WritesVersionHint is on, or ask without \"fresh\"."
        : $"The archive of stream '{stream}' did not hold everything that arrived before {upTo:O} within {_options.FreshWaitMax.TotalSeconds:0.#} s: {behind.Count} shard(s) are behind, such as {behind[0]}. Look whether the archiver runs and archives this stream (GET /streams/{stream}), or ask without \"fresh\".");
}
