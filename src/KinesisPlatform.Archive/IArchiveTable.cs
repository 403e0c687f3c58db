using KinesisPlatform.Archive.Iceberg;

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

    /// <summary>
    /// Takes shards out of the checkpoint map that can never be archived again (<see cref="CheckpointMap.Forgettable"/>), so that the map of a stream that is resharded
    /// for years stays small. Commits only when there are any: ask the map first and save the request.
    /// </summary>
    Task<TableVersion> ForgetShardsAsync(StreamIncarnation incarnation, IReadOnlyDictionary<ShardId, IReadOnlyList<ShardId>> listed, CancellationToken cancellationToken);

    /// <summary>The snapshots that a version lists, oldest first. Costs no request for a version that this process loaded a short while ago.</summary>
    Task<IReadOnlyList<TableSnapshot>> ListSnapshotsAsync(TableVersion version, CancellationToken cancellationToken);

    /// <summary>The data files of a version that may hold what <paramref name="bounds"/> ask for, in commit order.</summary>
    /// <param name="version">With the <see cref="TableVersion.SnapshotId"/> of any snapshot that it lists (<see cref="ListSnapshotsAsync"/>).</param>
    Task<IReadOnlyList<DataFile>> PlanAsync(TableVersion version, ScanBounds bounds, CancellationToken cancellationToken);

    /// <summary>
    /// What was appended after a commit, as far as snapshots have not expired (<see cref="ArchiveOptions.SnapshotCountMax"/>). One GET for the pointer, and two for each commit that this
    /// process has not read yet. The files can be read as long as their snapshots are kept.
    /// </summary>
    /// <param name="after">The sequence number of the last commit known; 0 for all.</param>
    Task<AppendLog> ReadAppendsAsync(long after, CancellationToken cancellationToken);

    /// <summary>Keeps a version's snapshot from expiring by an Iceberg tag, and returns the version it pinned. Idempotent per name.</summary>
    Task<TableVersion> PinAsync(string tag, TableVersion version, CancellationToken cancellationToken);

    /// <summary>The version a tag pins (its snapshot's files and the checkpoints as of that snapshot); null when there is no such tag.</summary>
    Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken);

    /// <summary>Removes a tag; a tag that does not exist is no error.</summary>
    Task UnpinAsync(string tag, CancellationToken cancellationToken);

    /// <summary>
    /// Puts files of the same records in the place of others, in one commit; checkpoints are not touched. Appends may go on meanwhile. The new files take the place of the latest
    /// they replace in the order of commits.
    /// </summary>
    /// <returns>Whether it is committed: not when the table no longer has one of <paramref name="removed"/>.</returns>
    /// <exception cref="PlatformException">As <see cref="AppendAsync"/>; Internal: the two sides do not hold the same number of records.</exception>
    Task<ReplaceResult> ReplaceAsync(IReadOnlyList<DataFile> removed, IReadOnlyList<ReplacementFile> added, CancellationToken cancellationToken);

    /// <summary>
    /// Sees to it that the schema has columns of these names and types, nested ones too, and commits only if it had not. New ones are optional. A type is promoted where Iceberg can
    /// (int to long, float to double, decimals to more digits), a narrower wish changes nothing; where the types cannot meet, the column gives way to one of the same name under a new id:
    /// double for two kinds of numbers, string for all else. Files are then written by the ids of the version returned.
    /// </summary>
    /// <param name="columns">Their ids are ignored.</param>
    /// <param name="isCut">The payloads hold members that <paramref name="columns"/> leave out for want of room: columns added after this may have values that earlier files lack.</param>
    /// <exception cref="PlatformException">Invalid: a required column cannot take the type.</exception>
    Task<TableVersion> EvolveSchemaAsync(IReadOnlyList<SchemaField> columns, bool isCut, CancellationToken cancellationToken);

    /// <summary>Takes out of the table the files whose every record arrived before a time, and records the time; the sweeper deletes them once no snapshot has them any more.</summary>
    Task<CutResult> CutAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes files of the table's folder that nothing refers to any more and that no commit can bring back: what lost commits, expired snapshots, replacements and cuts leave behind.
    /// Call it again and again (hourly, say): a call commits a floor, or waits for its age (<see cref="ArchiveOptions.SweepSafeAge"/>), or deletes what the floor allows, a bounded number
    /// of files (<see cref="ArchiveOptions.SweepDeleteCountMax"/>). Safe at the same time as anything else, other sweeps included, and to be stopped at any point.
    /// </summary>
    /// <remarks>Costs one GET while it waits; else one LIST for each 1000 files of the table, one GET for each manifest, and a commit. Deleting is free.</remarks>
    /// <param name="isDryRun">Tells what a sweep would delete whose floor is the current version; commits and deletes nothing.</param>
    /// <exception cref="PlatformException">Data: the table refers to a file that is not there; nothing is deleted then.</exception>
    Task<SweepReport> SweepAsync(bool isDryRun, CancellationToken cancellationToken);
}
