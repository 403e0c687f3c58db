namespace KinesisPlatform.Sql.Queries;

/// <summary>A query as it is at one moment.</summary>
/// <param name="Owner">The key in whose name it runs; empty without keys.</param>
/// <param name="Engine">The external engine that was asked; null for the service's own.</param>
/// <param name="Sql">Its text; of a long one the first 10,000 characters.</param>
/// <param name="Elapsed">Until now, or until it ended.</param>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="Percent">0 to 100, as the engine estimates it; null when it cannot, or not yet. Never goes back.</param>
/// <param name="RowCount">Rows given to its reader so far.</param>
/// <param name="FetchedBytes">Bytes fetched from the object store so far, by whichever engine.</param>
/// <param name="MemoryBytes">Of its worker process, or the external engine's, when it last reported; 0 when it has not.</param>
/// <param name="Error">What its reader was told; null unless it failed or was cancelled.</param>
public sealed record QueryInfo(
    QueryId Id, string Owner, QueryClient Client, string? Engine, string Sql, QueryState State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, TimeSpan Elapsed,
    double? Percent, long RowCount, long FetchedBytes, long MemoryBytes, string? Error)
{
    public bool IsEnded => EndedAt is not null;
}
