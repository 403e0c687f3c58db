using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Flushing;

/// <summary>Flushes a stream and waits until the table holds what was asked for, whichever archivers read it.</summary>
internal sealed class FlushWait(ArchiveCatchUp catchUp, FlushService flushes, IStreamDirectory directory, IArchiveCatalog catalog, SettingsStore settings)
{
    /// <summary>Describes the stream (two free requests), again every 10 s, and reads the table's pointer at most twice a second.</summary>
    /// <param name="wait">At most; zero to ask and look once.</param>
    /// <exception cref="PlatformException">NotFound: there is no such stream. Conflict: no archiver archives it now.</exception>
    public async Task<FlushView> FlushAsync(StreamName stream, DateTimeOffset upTo, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!(await settings.LoadAsync(stream, cancellationToken)).Effective.Enabled)
        {
            await DescribeAsync(stream, cancellationToken);
            throw new PlatformException(FailureKind.Conflict, $"The archiving of '{stream}' is paused by its settings. PUT /streams/{stream} with \"enabled\": true, then flush it.");
        }
        var before = await catalog.OpenAsync(stream, cancellationToken) is { } table ? (await table.LoadAsync(cancellationToken)).RecordCount : 0;
        var progress = await catchUp.WaitAsync(stream, upTo, wait, cancel => DescribeAsync(stream, cancel), cancel => RequestAsync(stream, upTo, cancel), cancellationToken);
        var records = progress.Version?.RecordCount ?? 0;
        return new(stream.Value, upTo, progress.IsComplete, progress.Version?.Version ?? 0, records - before, records, progress.Version?.CommittedAt, [.. progress.Behind.Select(shard => shard.Value)]);
    }

    private async Task<StreamDescription?> DescribeAsync(StreamName stream, CancellationToken cancellationToken) => await directory.DescribeAsync(stream, cancellationToken)
        ?? throw new PlatformException(FailureKind.NotFound, $"There is no stream '{stream}' in this account and region: nothing of it waits to be archived.");

    private async Task RequestAsync(StreamName stream, DateTimeOffset upTo, CancellationToken cancellationToken)
    {
        if (!await flushes.RequestAsync(stream, upTo, cancellationToken))
            throw new PlatformException(FailureKind.Conflict, $"No archiver reads '{stream}' now: Archiver:Streams does not select it, or it was found a moment ago. GET /streams lists what is archived; try again in a minute.");
    }
}
