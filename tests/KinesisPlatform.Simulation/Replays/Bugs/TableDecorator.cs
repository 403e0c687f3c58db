using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Iceberg;

namespace KinesisPlatform.Simulation.Replays.Bugs;

/// <summary>Hands everything on: a bug overrides what it does wrong.</summary>
internal abstract class TableDecorator(IArchiveTable inner) : IArchiveTable
{
    protected IArchiveTable Inner => inner;

    public StreamName Stream => inner.Stream;

    public string Location => inner.Location;

    public virtual Task<TableVersion> LoadAsync(CancellationToken cancellationToken) => inner.LoadAsync(cancellationToken);

    public Task<AppendResult> AppendAsync(StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends, CancellationToken cancellationToken) => inner.AppendAsync(incarnation, appends, cancellationToken);

    public Task<TableVersion> ForgetShardsAsync(StreamIncarnation incarnation, IReadOnlyDictionary<ShardId, IReadOnlyList<ShardId>> listed, CancellationToken cancellationToken) =>
        inner.ForgetShardsAsync(incarnation, listed, cancellationToken);

    public Task<IReadOnlyList<TableSnapshot>> ListSnapshotsAsync(TableVersion version, CancellationToken cancellationToken) => inner.ListSnapshotsAsync(version, cancellationToken);

    public Task<IReadOnlyList<DataFile>> PlanAsync(TableVersion version, ScanBounds bounds, CancellationToken cancellationToken) => inner.PlanAsync(version, bounds, cancellationToken);

    public Task<AppendLog> ReadAppendsAsync(long after, CancellationToken cancellationToken) => inner.ReadAppendsAsync(after, cancellationToken);

    public virtual Task<TableVersion> PinAsync(string tag, TableVersion version, CancellationToken cancellationToken) => inner.PinAsync(tag, version, cancellationToken);

    public virtual Task<TableVersion?> LoadPinnedAsync(string tag, CancellationToken cancellationToken) => inner.LoadPinnedAsync(tag, cancellationToken);

    public virtual Task UnpinAsync(string tag, CancellationToken cancellationToken) => inner.UnpinAsync(tag, cancellationToken);

    public Task<ReplaceResult> ReplaceAsync(IReadOnlyList<DataFile> removed, IReadOnlyList<ReplacementFile> added, CancellationToken cancellationToken) => inner.ReplaceAsync(removed, added, cancellationToken);

    public Task<TableVersion> EvolveSchemaAsync(IReadOnlyList<SchemaField> columns, bool isCut, CancellationToken cancellationToken) => inner.EvolveSchemaAsync(columns, isCut, cancellationToken);

    public Task<CutResult> CutAsync(DateTimeOffset before, CancellationToken cancellationToken) => inner.CutAsync(before, cancellationToken);

    public Task<SweepReport> SweepAsync(bool isDryRun, CancellationToken cancellationToken) => inner.SweepAsync(isDryRun, cancellationToken);
}
