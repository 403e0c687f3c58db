namespace KinesisPlatform.Archive;

/// <summary>One stream's Iceberg table. Safe for concurrent callers and for any number of processes.</summary>
public interface IArchiveTable
{
    StreamName Stream { get; }

    /// <summary>The bucket-relative folder of the table, without a trailing slash.</summary>
    string Location { get; }

    /// <summary>The current version: one conditional read of the pointer when nothing changed.</summary>
    Task<TableVersion> LoadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Commits records and checkpoints together, exactly once. A lost response is resolved by looking for the commit's own id in the history.
    /// When the incarnation differs from the table's, the shards' checkpoints start afresh.
    /// </summary>
    /// <exception cref="PlatformException">Unavailable: the store did not answer; whether the commit took effect is unknown, reload before going on.</exception>
    Task<AppendResult> AppendAsync(StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends, CancellationToken cancellationToken);

    /// <summary>The data files of a version that may hold what <paramref name="bounds"/> ask for, in commit order.</summary>
    Task<IReadOnlyList<DataFile>> PlanAsync(TableVersion version, ScanBounds bounds, CancellationToken cancellationToken);

    /// <summary>Keeps a version's snapshot from expiring by an Iceberg tag, and returns the version it pinned. Idempotent per name.</summary>
    Task<TableVersion> PinAsync(string tag, TableVersion version, CancellationToken cancellationToken);

    /// <summary>The version a tag pins (its snapshot's files and the checkpoints as of that snapshot); null when there is no such tag.</summary>
    Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken);

    /// <summary>Removes a tag; a tag that does not exist is no error.</summary>
    Task UnpinAsync(string tag, CancellationToken cancellationToken);
}
