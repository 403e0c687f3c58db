namespace KinesisPlatform.Sql.Queries;

/// <summary>What a query read. <see cref="RowCount"/> and <see cref="Elapsed"/> are final once the result's batches have ended.</summary>
public sealed class QueryStats
{
    /// <summary>One entry per relation of the query, ordered by name.</summary>
    public required IReadOnlyList<TableStats> Tables { get; init; }

    /// <summary>Bytes fetched from the object store; files found in the local cache cost none, those of relations that are <see cref="TableStats.IsPartial"/> are not told.</summary>
    public required long FetchedBytes { get; init; }

    /// <summary>Null where the service's own engine answered.</summary>
    public EngineStats? Engine { get; init; }

    public long RowCount { get; internal set; }

    /// <summary>True when <see cref="QueryRequest.RowsMax"/> cut the result.</summary>
    public bool IsCut { get; internal set; }

    public TimeSpan Elapsed { get; internal set; }
}
