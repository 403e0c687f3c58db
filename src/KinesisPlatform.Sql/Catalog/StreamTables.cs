using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Fields;
using KinesisPlatform.Sql.Live;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Snapshots;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Sql.Catalog;

/// <inheritdoc />
internal sealed class StreamTables(StreamCatalog catalog, ArchiveTables tables, IStreamDirectory streams, StreamTails tails, TimeProvider time) : IStreamTables
{
    public Task<IReadOnlyList<StreamName>> ListAsync(CancellationToken cancellationToken) => catalog.ListAsync(cancellationToken);

    public Task<IReadOnlyList<StreamName>> ListAllByNowAsync(CancellationToken cancellationToken) => catalog.ListAllByNowAsync(cancellationToken);

    public async Task<StreamTable?> DescribeAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var live = await streams.DescribeAsync(stream, cancellationToken);
        var version = await tables.LoadAsync(stream, cancellationToken);
        if (live is null && version is null) return null;
        var checkpoints = live is null ? version?.Checkpoints : version?.CheckpointsOf(live.CreatedAt);
        return new(stream, live, version, checkpoints, live is null ? null : Lag(live, checkpoints));
    }

    public async Task<IReadOnlyList<QueryColumn>> ListColumnsAsync(StreamName stream, CancellationToken cancellationToken)
    {
        var columns = ArchiveColumns.Table.Select(column => new QueryColumn(column.Name, column.Type.ToString())).Append(new("json", "JSON"));
        var hasFields = (await tables.LoadAsync(stream, cancellationToken))?.Fields is not null;
        return [.. hasFields ? columns.Append(new(PayloadFields.ColumnName, "STRUCT()")) : columns];
    }

    public Task RefreshAsync(StreamName stream, CancellationToken cancellationToken) => tails.RefreshAsync(stream, cancellationToken);

    private TimeSpan? Lag(StreamDescription live, CheckpointMap? checkpoints)
    {
        if (checkpoints is null) return null;
        var behind = checkpoints.Shards.Values.Where(shard => !shard.IsEnded).Select(shard => shard.ReadUpTo)
            // A shard that nothing was archived of yet is behind by its whole life, of which at most the retention is left.
            .Concat(live.Shards.Where(shard => !checkpoints.Shards.ContainsKey(shard.Id) && !HasArchivedChild(live, checkpoints, shard)).Select(_ => live.CreatedAt))
            .DefaultIfEmpty(time.GetUtcNow()).Min();
        var lag = time.GetUtcNow() - behind;
        return lag > TimeSpan.Zero ? lag : TimeSpan.Zero;
    }

    private static bool HasArchivedChild(StreamDescription live, CheckpointMap checkpoints, ShardDescription shard) =>
        live.Shards.Any(other => other.Parents.Contains(shard.Id) && checkpoints.Shards.ContainsKey(other.Id));
}
