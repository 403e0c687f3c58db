namespace KinesisPlatform.Archive;

/// <summary>Has archives take in what has arrived on their streams, and waits until their tables hold it. Safe for concurrent callers.</summary>
public sealed class ArchiveCatchUp(IArchiveCatalog catalog, TimeProvider time)
{
    /// <summary>From one look at a table to the next, which is one GET.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    // A lost request must not cost the archiver's whole buffer age.
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(10);

    /// <summary>Looks until everything that arrived before a time is in the table, and no longer than it may; tells how far it came.</summary>
    /// <param name="until">Not in the future: a shard that opens after the last <paramref name="describe"/> is not looked for.</param>
    /// <param name="wait">At most; zero to ask once where something is missing, and look again.</param>
    /// <param name="describe">The stream as it is now; null when it is gone. Called before each <paramref name="flush"/>, and once where none is needed.</param>
    /// <param name="flush">Asks its archivers to commit, at once and every 10 s while shards are behind.</param>
    /// <param name="next">Ends when the table may have changed, to look sooner; taken before each look.</param>
    public async Task<ArchiveProgress> WaitAsync(
        StreamName stream, DateTimeOffset until, TimeSpan wait, Func<CancellationToken, Task<StreamDescription?>> describe, Func<CancellationToken, Task> flush, CancellationToken cancellationToken,
        Func<Task>? next = null)
    {
        var (started, asked, source, table) = (time.GetTimestamp(), default(long?), await describe(cancellationToken), default(IArchiveTable));
        while (true)
        {
            var changed = next?.Invoke();
            table ??= await catalog.OpenAsync(stream, cancellationToken);
            var version = table is null ? null : await table.LoadAsync(cancellationToken);
            var progress = new ArchiveProgress(table, version, ShardsBehind.Of(source, version, until), asked is not null);
            if (progress.IsComplete || (asked is not null && time.GetElapsedTime(started) >= wait)) return progress;
            if (asked is not { } last || time.GetElapsedTime(last) >= AskAgainAfter)
            {
                // It may have been resharded, or be gone.
                if (asked is not null) source = await describe(cancellationToken);
                await flush(cancellationToken);
                asked = time.GetTimestamp();
            }
            await DelayAsync(changed, cancellationToken);
        }
    }

    private async Task DelayAsync(Task? changed, CancellationToken cancellationToken)
    {
        if (changed is null)
        {
            await Task.Delay(LookInterval, time, cancellationToken);
            return;
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changed, Task.Delay(LookInterval, time, stop.Token));
        await stop.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
