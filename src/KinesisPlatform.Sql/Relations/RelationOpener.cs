using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Cache;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Sql.Gate;
using KinesisPlatform.Sql.Pruning;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Sql.Workers;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Relations;

/// <summary>Makes of a stream's snapshot what a worker needs for one relation: local files, which live records, or rows.</summary>
internal sealed class RelationOpener(StatementPruner pruner, DataFileCache cache, IStreamDirectory streams, StreamCatalog catalog, ArchiveTables tables, TimeProvider time)
{
    // Versions of tables loaded at once, for the columns of all streams.
    private const int LoadsMax = 16;

    /// <summary>A relation that is of no stream (<see cref="RelationReference.IsOfAllStreams"/>): one GET per stream for their columns, none for their names.</summary>
    public async Task<WorkerTable> OpenAsync(Relation relation, StreamAccess access, CancellationToken cancellationToken)
    {
        var names = await catalog.ListAsync(access, cancellationToken);
        var rows = relation.Kind == RelationKind.Tables ? InformationRows.Tables(names) : InformationRows.Columns(await LoadAsync(names, cancellationToken));
        return new(relation.ViewName, [], null) { Rows = rows };
    }

    /// <param name="live">Which of the worker's sets of live records is the stream's.</param>
    /// <param name="parameters">The statement's.</param>
    /// <param name="run">Holds the files.</param>
    /// <exception cref="PlatformException">NotFound: the snapshot asked for. Others as <see cref="DataFileCache.GetAsync"/>.</exception>
    public Task<OpenRelation> OpenAsync(Relation relation, StreamSnapshot snapshot, int live, CheckedStatement statement, IReadOnlyList<object?> parameters, QueryRun run) => relation.Kind switch
    {
        RelationKind.Snapshots => OpenSnapshotsAsync(relation, snapshot, run.Token),
        RelationKind.Shards => OpenShardsAsync(relation, snapshot, run.Token),
        _ => OpenRecordsAsync(relation, snapshot, live, statement, parameters, run),
    };

    /// <summary>The relation's columns without any rows of the stream.</summary>
    public async Task<WorkerTable> DescribeAsync(Relation relation, StreamSnapshot snapshot, FieldUse fields, CancellationToken cancellationToken) => relation.Kind switch
    {
        RelationKind.Snapshots => (await OpenSnapshotsAsync(relation, snapshot, cancellationToken)).Table,
        RelationKind.Shards => (await OpenShardsAsync(relation, snapshot, cancellationToken)).Table,
        _ => TableOf(relation, await TravelAsync(relation, snapshot, cancellationToken), [], relation.Rule is { } rule ? FieldUse.Union([fields, rule.Fields]) : fields),
    };

    private async Task<OpenRelation> OpenRecordsAsync(Relation relation, StreamSnapshot snapshot, int live, CheckedStatement statement, IReadOnlyList<object?> parameters, QueryRun run)
    {
        var version = await TravelAsync(relation, snapshot, run.Token);
        var needs = pruner.NeedsOf(statement.Use, statement.Fields, relation.ViewName, version, parameters, run.Timeout, relation.Rule?.Guard);
        var (read, tally, table) = await ReadAsync(relation, snapshot, version, needs, run);
        var archived = read.Sum(file => file.RecordCount) + table.CountedRows;
        if (!relation.NeedsLive) return new(relation, version, read, archived, tally, 0, null, table);
        table = needs.IsCountOnly ? table with { CountedRows = table.CountedRows + snapshot.Live.Count } : table with { Live = live };
        return new(relation, version, read, archived, tally, snapshot.Live.Count, snapshot.Held?.ReadUpTo, table);
    }

    private async Task<(IReadOnlyList<DataFile> Read, ReadTally? Tally, WorkerTable Table)> ReadAsync(Relation relation, StreamSnapshot snapshot, TableVersion? version, RelationNeeds needs, QueryRun run)
    {
        var nothing = TableOf(relation, version, [], needs.Members);
        if (relation.Kind == RelationKind.Live || snapshot.Table is not { } table || version?.SnapshotId is null) return ([], null, nothing);
        if (needs.IsCountOnly) return ([], null, nothing with { CountedRows = version.RecordCount });
        var planned = await table.PlanAsync(version, new() { Where = needs.Condition }, run.Token);
        var cached = run.Add(await cache.GetAsync([.. planned.Select(file => needs.Of(file, version))], run.Token));
        // What is left out must not be counted, nor weighed.
        if (relation.Rule is not { IsFiltered: true }) run.Query.AddFetched(cached.Tally.FetchedBytes);
        return ([.. cached.Files.Select(file => file.File)], cached.Tally, TableOf(relation, version, cached.Files, needs.Members) with { FirstColumn = needs.FirstColumn });
    }

    private async Task<IReadOnlyList<(StreamName Stream, PayloadFields? Fields)>> LoadAsync(IReadOnlyList<StreamName> names, CancellationToken cancellationToken)
    {
        var loaded = new (StreamName, PayloadFields?)[names.Count];
        await Parallel.ForAsync(0, names.Count, new ParallelOptions { MaxDegreeOfParallelism = LoadsMax, CancellationToken = cancellationToken },
            async (i, token) => loaded[i] = (names[i], (await tables.LoadAsync(names[i], token))?.Fields));
        return loaded;
    }

    private static WorkerTable TableOf(Relation relation, TableVersion? version, IReadOnlyList<CachedFile> files, FieldUse members) =>
        WorkerTable.Of(relation.ViewName, version, files, members) with { Rule = relation.Rule?.Rule };

    private static async Task<OpenRelation> OpenSnapshotsAsync(Relation relation, StreamSnapshot snapshot, CancellationToken cancellationToken)
    {
        var snapshots = await ListAsync(snapshot, cancellationToken);
        return Rows(relation, snapshot, SnapshotRows.Of(snapshot.Version, snapshots));
    }

    private async Task<OpenRelation> OpenShardsAsync(Relation relation, StreamSnapshot snapshot, CancellationToken cancellationToken) =>
        Rows(relation, snapshot, ShardRows.Of(await streams.DescribeAsync(relation.Stream, cancellationToken), snapshot, time.GetUtcNow()));

    private static OpenRelation Rows(Relation relation, StreamSnapshot snapshot, RelationRows rows) =>
        new(relation, snapshot.Version, [], 0, null, 0, snapshot.Held?.ReadUpTo, new(relation.ViewName, [], null) { Rows = rows });

    private static async Task<TableVersion?> TravelAsync(Relation relation, StreamSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (relation.Reference is { SnapshotId: null, AsOf: null }) return snapshot.Version;
        var snapshots = await ListAsync(snapshot, cancellationToken);
        return snapshot.Version is { } version ? TimeTravel.Go(relation, version, snapshots) : throw TimeTravel.Missing(relation, snapshots);
    }

    private static async Task<IReadOnlyList<TableSnapshot>> ListAsync(StreamSnapshot snapshot, CancellationToken cancellationToken) =>
        snapshot is { Table: { } table, Version: { } version } ? await table.ListSnapshotsAsync(version, cancellationToken) : [];
}
