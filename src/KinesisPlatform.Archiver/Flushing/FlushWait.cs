using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Archiver.Flushing;

/// <summary>Flushes a stream and waits until the table holds what was asked for, whichever archivers read it.</summary>
internal sealed class FlushWait(FlushService flushes, IStreamDirectory directory, IArchiveCatalog catalog, SettingsStore settings, TimeProvider time)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    // A lost request must not cost the whole buffer age.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>Describes the stream once, and reads the table's pointer at most twice a second: two free requests, and one GET for each look.</summary>
    /// <param name="wait">At most; zero to ask and look once.</param>
    /// <exception cref="PlatformException">NotFound: there is no such stream. Conflict: no archiver archives it now.</exception>
    public async Task<FlushView> FlushAsync(StreamName stream, DateTimeOffset upTo, TimeSpan wait, CancellationToken cancellationToken)
    {
        var description = await directory.DescribeAsync(stream, cancellationToken)
            ?? throw new PlatformException(FailureKind.NotFound, $"There is no stream '{stream}' in this account and region: nothing of it waits to be archived.");
        if (!(await settings.LoadAsync(stream, cancellationToken)).Effective.Enabled)
            throw new PlatformException(FailureKind.Conflict, $"The archiving of '{stream}' is paused by its settings. PUT /streams/{stream} with \"enabled\": true, then flush it.");
        var shards = description.Shards.Select(shard => new ListedShard(shard.Id, shard.Parents, shard.IsClosed)).ToList();
        var (started, asked, before) = (time.GetTimestamp(), default(long?), default(long?));
        while (true)
        {
            var version = await catalog.OpenAsync(stream, cancellationToken) is { } table ? await table.LoadAsync(cancellationToken) : null;
            before ??= version?.RecordCount ?? 0;
            var behind = ShardsBehind.Of(version?.CheckpointsOf(description.CreatedAt), shards, upTo);
            if (behind.Count == 0 || (asked is not null && time.GetElapsedTime(started) >= wait)) return Describe(stream, upTo, version, before.Value, behind);
            if (asked is not { } last || time.GetElapsedTime(last) >= AskAgainAfter)
            {
                if (!await flushes.RequestAsync(stream, upTo, cancellationToken))
                    throw new PlatformException(FailureKind.Conflict, $"No archiver reads '{stream}' now: Archiver:Streams does not select it, or it was found a moment ago. GET /streams lists what is archived; try again in a minute.");
                asked = time.GetTimestamp();
            }
            await Task.Delay(LookInterval, time, cancellationToken);
        }
    }

    private static FlushView Describe(StreamName stream, DateTimeOffset upTo, TableVersion? version, long before, IReadOnlyList<ShardId> behind) => new(
        stream.Value, upTo, behind.Count == 0, version?.Version ?? 0, (version?.RecordCount ?? 0) - before, version?.RecordCount ?? 0, version?.CommittedAt, [.. behind.Select(shard => shard.Value)]);
}
