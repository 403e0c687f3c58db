using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Archive.Tables;

/// <summary>
/// Commits by exchanging the pointer object. A try whose outcome is not known (412, 409, a timeout) is looked up in the history before anything is concluded:
/// every try has a metadata file of its own, and the versions after it list that file.
/// </summary>
internal sealed class CommitLoop(TableFiles files, TimeProvider time, Func<Guid> newId, ArchiveOptions options, ILogger logger)
{
    private volatile TableState? _last;

    /// <summary>The current version: one GET when nothing changed.</summary>
    /// <returns>Null when there is no table.</returns>
    public async Task<TableState?> FindAsync(CancellationToken cancellationToken)
    {
        if (await files.FindPointerAsync(cancellationToken) is not var (pointer, etag)) return null;
        if (_last is { } last && last.ETag == etag) return last;
        var metadata = await files.ReadMetadataAsync(files.Paths.Metadata(pointer.MetadataFile), cancellationToken);
        return _last = TableState.Of(pointer, etag, metadata, files.Paths);
    }

    /// <param name="build">The change to the version given (null: to no table yet). Called again when another commit came first.</param>
    /// <returns>The version after the commit, possibly with later commits in it, and the outcome of the change that took effect.</returns>
    /// <exception cref="PlatformException">Unavailable: the store did not answer, it is unknown whether the commit took effect. Conflict: others were first every time.</exception>
    public async Task<(TableState State, T Outcome)> CommitAsync<T>(Func<TableState?, CancellationToken, Task<TableChange<T>>> build, CancellationToken cancellationToken)
    {
        var tries = new List<(string MetadataFile, T Outcome)>();
        PlatformException? unknown = null;
        for (var attempt = 0; ; attempt++)
        {
            var current = await FindAsync(cancellationToken);
            if (current is not null && tries.FindIndex(earlier => current.Contains(earlier.MetadataFile)) is >= 0 and var index) return (current, tries[index].Outcome);
            if (attempt == options.CommitAttemptCountMax)
                throw unknown ?? new(FailureKind.Conflict, $"{attempt} commits to {files.Paths.Url} were each overtaken by another writer's; nothing was committed. Try again, or let fewer writers commit at a time.");

            var change = await build(current, cancellationToken);
            if (change.Metadata is null) return (current!, change.Outcome);

            var next = await PrepareAsync(current, change.Metadata, cancellationToken);
            tries.Add((next.Pointer.MetadataFile, change.Outcome));
            try
            {
                var condition = current is null ? (PutCondition)new PutCondition.IfAbsent() : new PutCondition.IfMatch(current.ETag);
                if (await files.PutPointerAsync(next.Pointer, condition, cancellationToken) is { } etag) return (await WonAsync(next, etag), change.Outcome);
                logger.CommitOvertaken(files.Paths.Url, next.Pointer.Version, attempt);
                Telemetry.CommitConflicts.Add(1);
            }
            catch (PlatformException exception) when (exception.Kind is FailureKind.Unavailable or FailureKind.Conflict)
            {
                unknown = new(FailureKind.Unavailable, $"It is not known whether a commit to {files.Paths.Url} took effect: {exception.Message} Reload the table before going on.", exception);
                logger.CommitUnknown(exception, files.Paths.Url, next.Pointer.Version);
            }
            await DelayAsync(attempt, cancellationToken);
        }
    }

    private async Task<Try> PrepareAsync(TableState? current, TableMetadata change, CancellationToken cancellationToken)
    {
        var commitId = newId();
        var version = (current?.Pointer.Version ?? 0) + 1;
        var metadata = change;
        if (current is not null)
        {
            var earlier = new MetadataLogEntry(files.Paths.UrlOf(files.Paths.Metadata(current.Pointer.MetadataFile)), current.Metadata.LastUpdatedMs);
            metadata = change with
            {
                // A writer's clock may be behind its predecessor's; the table's time never goes back.
                LastUpdatedMs = Math.Max(time.GetUtcNow().ToUnixTimeMilliseconds(), current.Metadata.LastUpdatedMs),
                MetadataLog = [.. current.Metadata.MetadataLog.Append(earlier).TakeLast(options.MetadataLogLengthMax)],
            };
        }
        var file = $"{version:D5}-{commitId}.metadata.json";
        var content = metadata.Serialize();
        await files.WriteMetadataAsync(files.Paths.Metadata(file), metadata, content, cancellationToken);
        return new(new(version, file, commitId), metadata, content);
    }

    private async Task<TableState> WonAsync(Try won, ETag etag)
    {
        var (pointer, metadata, content) = won;
        var state = TableState.Of(pointer, etag, metadata, files.Paths);
        _last = state;
        if (!options.WritesVersionHint) return state;
        // Committed: neither a failure nor a cancellation from here on may look like one of the commit.
#pragma warning disable CA1031
        try { await files.WriteHintAsync(pointer.Version, content, CancellationToken.None); }
        catch (Exception exception) { logger.HintFailed(exception, files.Paths.Url, pointer.Version); }
#pragma warning restore CA1031
        return state;
    }

    private Task DelayAsync(int attempt, CancellationToken cancellationToken)
    {
        var longest = TimeSpan.FromTicks(Math.Min(options.CommitDelayMax.Ticks, options.CommitDelay.Ticks << Math.Min(attempt, 20)));
        var jitter = BitConverter.ToUInt32(newId().ToByteArray(), 0) / (double)uint.MaxValue;
        return Task.Delay(longest * (0.5 + jitter / 2), time, cancellationToken);
    }

    private sealed record Try(TablePointer Pointer, TableMetadata Metadata, byte[] Content);
}
