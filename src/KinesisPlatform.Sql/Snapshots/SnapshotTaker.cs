using KinesisPlatform.Sql.Live;

namespace KinesisPlatform.Sql.Snapshots;

/// <summary>
/// Takes snapshots by the one rule that makes archive and live records meet: hold the live records first, then pin a version, then cut the live records at its
/// checkpoints. A commit between the two is harmless: its records are in the version, and cut from what is held.
/// </summary>
internal sealed class SnapshotTaker(StreamTails tails, ArchiveTables tables)
{
    private const int AttemptsMax = 3;

    /// <param name="needsLive">False for what the archive alone answers: the stream is then neither read nor followed.</param>
    /// <exception cref="PlatformException">NotFound: neither a stream nor a table has this name. Unavailable: try again.</exception>
    public async Task<StreamSnapshot> TakeAsync(StreamName stream, bool needsLive, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            var tail = needsLive ? await tails.GetAsync(stream, cancellationToken) : null;
            var held = tail?.Capture();
            var table = await tables.OpenAsync(stream, cancellationToken);
            if (needsLive && tail is null && table is null) throw new PlatformException(FailureKind.NotFound, $"There is neither a stream nor an archive named {stream}.");
            var version = table is null ? null : await table.LoadAsync(cancellationToken);

            if (held is null) return new(stream, table, version, null);
            // Never older than what the tail has let go of. The store answers with the newest, so this is a store that went back in time.
            if ((version?.Version ?? 0) < held.PrunedVersion) continue;
            if (version?.Checkpoints?.Incarnation.IsAfter(held.StreamCreatedAt) == true)
            {
                tail!.Kill();
                continue;
            }
            var snapshot = new StreamSnapshot(stream, table, version, held) { Files = tail!.Files };
            if (version is not null) tail.Prune(version);
            return snapshot;
        }
        throw new PlatformException(FailureKind.Unavailable, $"The archive of {stream} is older than it was before. Try again; if it stays so, restart this service.");
    }
}
