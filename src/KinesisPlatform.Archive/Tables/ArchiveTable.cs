using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Archive.Sweeping;
using KinesisPlatform.ObjectStore;
using Microsoft.Extensions.Logging;

namespace KinesisPlatform.Archive.Tables;

internal sealed class ArchiveTable : IArchiveTable
{
    private readonly TableFiles _files;
    private readonly CommitLoop _commits;
    private readonly DataFileWriter _dataFiles;
    private readonly SnapshotWriter _snapshots;
    private readonly ScanPlanner _planner;
    private readonly Sweeper _sweeper;
    private readonly TimeProvider _time;
    private readonly Func<Guid> _newId;
    private readonly ArchiveOptions _options;
    private readonly ILogger _logger;

    public ArchiveTable(StreamName stream, IObjectStore store, IDataFileEncoder encoder, string location, TimeProvider time, Func<Guid> newId, ArchiveOptions options, ILogger logger)
    {
        (Stream, Location, _time, _newId, _options, _logger) = (stream, location, time, newId, options, logger);
        _files = new(store, new(store.Bucket, location), options.CachedBytesMax);
        _commits = new(_files, time, newId, options, logger);
        _dataFiles = new(_files, encoder, newId, options);
        _snapshots = new(_files, new(_files, newId, options), newId, time, options);
        _planner = new(_files);
        _sweeper = new(store, _files, _commits, time, options, logger);
    }

    public StreamName Stream { get; }

    public string Location { get; }

    public async Task<bool> ExistsAsync(CancellationToken cancellationToken) => await _commits.FindAsync(cancellationToken) is not null;

    /// <summary>Of concurrent creators one wins; the others find its table.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => _commits.CommitAsync(
        (state, _) => Task.FromResult(new TableChange<bool>(state is null ? ArchiveSchema.NewTable(_newId(), _files.Paths.Url, _time.GetUtcNow()) : null, true)), cancellationToken);

    public async Task<TableVersion> LoadAsync(CancellationToken cancellationToken) => (await LoadStateAsync(cancellationToken)).Version;

    public async Task<AppendResult> AppendAsync(StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends, CancellationToken cancellationToken)
    {
        if (incarnation.Stream != Stream) throw new PlatformException(FailureKind.Internal, $"Records of stream {incarnation.Stream} were to be archived into the table of {Stream}.");
        CheckpointRules.Validate(appends);
        using var activity = Telemetry.Activities.StartActivity("archive append");
        activity?.SetTag("kinesis.stream", Stream.Value);

        var append = new AppendCommit(_files, _dataFiles, _snapshots, _newId, incarnation, appends, _options);
        var (state, outcome) = await _commits.CommitAsync((current, cancel) => append.BuildAsync(current ?? throw Missing(), cancel), cancellationToken);

        Report(outcome, appends, state.Version.Version);
        return new(state.Version, outcome.Committed, outcome.Rejected);
    }

    public async Task<TableVersion> ForgetShardsAsync(StreamIncarnation incarnation, IReadOnlyDictionary<ShardId, IReadOnlyList<ShardId>> listed, CancellationToken cancellationToken)
    {
        var (state, _) = await _commits.CommitAsync((current, _) =>
        {
            var metadata = (current ?? throw Missing()).Metadata;
            if (CheckpointRules.Forget(current.Version.Checkpoints, incarnation, listed) is not { } map) return Task.FromResult(new TableChange<bool>(null, true));
            var properties = metadata.Properties.ToDictionary();
            properties[CheckpointProperty.Key] = CheckpointProperty.Format(map);
            return Task.FromResult(new TableChange<bool>(metadata with { Properties = properties }, true));
        }, cancellationToken);
        return state.Version;
    }

    public async Task<IReadOnlyList<TableSnapshot>> ListSnapshotsAsync(TableVersion version, CancellationToken cancellationToken) =>
        SnapshotHistory.List(await _files.ReadMetadataAsync(version.MetadataKey, cancellationToken));

    public async Task<IReadOnlyList<DataFile>> PlanAsync(TableVersion version, ScanBounds bounds, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("archive plan");
        var planned = await _planner.PlanAsync(await _files.ReadMetadataAsync(version.MetadataKey, cancellationToken), version.SnapshotId, bounds, cancellationToken);
        activity?.SetTag("archive.file_count", planned.Count);
        return planned;
    }

    public async Task<AppendLog> ReadAppendsAsync(long after, CancellationToken cancellationToken) =>
        await new AppendReader(_files).ReadAsync((await LoadStateAsync(cancellationToken)).Metadata, after, cancellationToken);

    public async Task<TableVersion> PinAsync(string tag, TableVersion version, CancellationToken cancellationToken)
    {
        if (tag.Length is 0 or > 256 || tag == TableMetadata.MainBranch || tag.Any(char.IsControl))
            throw new PlatformException(FailureKind.Invalid, $"'{tag}' cannot name a pin: it takes 1-256 printable characters, and '{TableMetadata.MainBranch}' is the table itself.");
        var pin = new PinProperty(version.Version, version.MetadataKey[(version.MetadataKey.LastIndexOf('/') + 1)..]);

        var (_, pinned) = await _commits.CommitAsync((state, _) => Task.FromResult(BuildPin(state ?? throw Missing(), tag, pin, version.SnapshotId)), cancellationToken);

        return pinned == pin ? version : await ReadPinnedAsync(pinned, cancellationToken);
    }

    public async Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken) =>
        PinProperty.Find((await LoadStateAsync(cancellationToken)).Metadata, tag) is { } pin ? await ReadPinnedAsync(pin, cancellationToken) : null;

    public Task UnpinAsync(string tag, CancellationToken cancellationToken) => _commits.CommitAsync((state, _) => Task.FromResult(
        new TableChange<bool>(PinProperty.Find((state ?? throw Missing()).Metadata, tag) is null ? null : PinProperty.Remove(state.Metadata, tag), true)), cancellationToken);

    public async Task<ReplaceResult> ReplaceAsync(IReadOnlyList<DataFile> removed, IReadOnlyList<ReplacementFile> added, CancellationToken cancellationToken)
    {
        if (removed.Count == 0) throw new PlatformException(FailureKind.Internal, $"A replacement in {_files.Paths.Url} removes no file. This is a bug of the writer.");
        using var activity = Telemetry.Activities.StartActivity("archive replace");
        var replacement = new ReplaceCommit(_files, _snapshots, _newId, removed, added);
        var (state, missing) = await _commits.CommitAsync((current, cancel) => replacement.BuildAsync(current ?? throw Missing(), cancel), cancellationToken);
        if (missing.Count == 0) _logger.Replaced(_files.Paths.Url, state.Version.Version, removed.Count, added.Count);
        return new(state.Version, missing);
    }

    public async Task<TableVersion> EvolveSchemaAsync(IReadOnlyList<SchemaField> columns, bool isCut, CancellationToken cancellationToken)
    {
        var (state, _) = await _commits.CommitAsync(
            (current, _) => Task.FromResult(new TableChange<bool>(Evolve((current ?? throw Missing()).Metadata, columns, isCut), true)), cancellationToken);
        return state.Version;
    }

    /// <returns>Null when nothing changes.</returns>
    private static TableMetadata? Evolve(TableMetadata metadata, IReadOnlyList<SchemaField> columns, bool isCut)
    {
        var evolved = SchemaEvolution.Apply(metadata, columns) ?? metadata;
        var noted = PayloadFieldsSchema.Note(metadata, evolved, isCut);
        return ReferenceEquals(noted, metadata) ? null : noted;
    }

    public async Task<CutResult> CutAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("archive cut");
        var cut = new CutCommit(_files, _snapshots, _newId, before);
        var (state, removed) = await _commits.CommitAsync((current, cancel) => cut.BuildAsync(current ?? throw Missing(), cancel), cancellationToken);
        var result = new CutResult(state.Version, removed.Count, removed.Sum(entry => entry.File.RecordCount), removed.Sum(entry => entry.File.LengthBytes));
        if (result.FileCount > 0) _logger.Cut(_files.Paths.Url, before, result.FileCount, result.RecordCount);
        return result;
    }

    public async Task<SweepReport> SweepAsync(bool isDryRun, CancellationToken cancellationToken)
    {
        using var activity = Telemetry.Activities.StartActivity("archive sweep");
        return await _sweeper.SweepAsync(await LoadStateAsync(cancellationToken), isDryRun, cancellationToken);
    }

    private TableChange<PinProperty> BuildPin(TableState state, string tag, PinProperty pin, long? snapshotId)
    {
        if (PinProperty.Find(state.Metadata, tag) is { } existing) return new(null, existing);
        if (state.Metadata.Refs.ContainsKey(tag)) throw new PlatformException(FailureKind.Invalid, $"The table {_files.Paths.Url} has a reference '{tag}' that is no pin of the platform's: choose another name.");
        if (PinProperty.Count(state.Metadata) >= _options.PinCountMax)
            throw new PlatformException(FailureKind.Unavailable, $"The table {_files.Paths.Url} has {_options.PinCountMax} pins already (Archive:PinCountMax): wait for running queries and replays to end, or cancel some; failed replays have theirs for as long as they can be resumed.");
        // A version whose metadata file no version lists any more may be swept at any moment.
        if (!state.Contains(pin.MetadataFile) || (snapshotId is { } id && state.Metadata.Snapshots.All(snapshot => snapshot.SnapshotId != id)))
            throw new PlatformException(FailureKind.Conflict, $"Version {pin.Version} of {_files.Paths.Url} has expired and can no longer be pinned: load the table again.");
        return new(PinProperty.Add(state.Metadata, tag, pin, snapshotId), pin);
    }

    private async Task<TableVersion> ReadPinnedAsync(PinProperty pin, CancellationToken cancellationToken)
    {
        var key = _files.Paths.Metadata(pin.MetadataFile);
        return TableState.VersionOf(pin.Version, key, await _files.ReadMetadataAsync(key, cancellationToken));
    }

    private async Task<TableState> LoadStateAsync(CancellationToken cancellationToken) => await _commits.FindAsync(cancellationToken) ?? throw Missing();

    private PlatformException Missing() => new(FailureKind.NotFound, $"There is no table at {_files.Paths.Url}: it was deleted while in use.");

    private void Report(AppendOutcome outcome, IReadOnlyList<ShardAppend> appends, long version)
    {
        var committed = outcome.Committed.ToHashSet();
        var records = appends.Where(append => committed.Contains(append.To.ShardId)).Sum(append => (long)append.Records.Count);
        Telemetry.CommittedRecords.Add(records);
        if (committed.Count > 0) _logger.Committed(_files.Paths.Url, version, records, committed.Count);
        foreach (var shard in outcome.Rejected) _logger.ShardRejected(_files.Paths.Url, shard);
        foreach (var gap in appends.Where(append => committed.Contains(append.To.ShardId)).SelectMany(append => append.Gaps)) _logger.GapRecorded(_files.Paths.Url, gap.ShardId, gap.From, gap.To);
    }
}
