using KinesisPlatform.QueryGateway.Sql;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.Sql.Results;

namespace KinesisPlatform.QueryGateway.Queries;

/// <summary>The answer of <c>GET /queries/{id}</c>.</summary>
/// <param name="Client"><c>http</c>, <c>postgres</c> or <c>internal</c>.</param>
/// <param name="Engine"><c>embedded</c>, <c>trino</c> or <c>drill</c>.</param>
/// <param name="State"><c>queued</c>, <c>fetching</c>, <c>running</c>, <c>finished</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Sql">Of a long text the first 10,000 characters.</param>
/// <param name="Result">Null where no result is kept.</param>
internal sealed record QueryView(
    string Id, string Owner, string Client, string Engine, string State, string Sql, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, double ElapsedMilliseconds,
    QueryProgressView Progress, string? Error, QueryResultView? Result)
{
    public static QueryView Of(QueryInfo query, StoredResult? result) => new(
        query.Id.ToString(), query.Owner, Name(query.Client), query.Engine ?? SqlRequestReader.Embedded, Name(query.State), query.Sql, query.StartedAt, query.EndedAt, Math.Round(query.Elapsed.TotalMilliseconds, 1),
        new(query.Percent is { } percent ? Math.Round(percent, 1) : null, query.RowCount, query.FetchedBytes, query.MemoryBytes), query.Error, QueryResultView.Of(result));

    public static string Name<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}

/// <param name="Percent">Of what is to be read, as the engine estimates it; null when it cannot, or not yet.</param>
/// <param name="RowCount">Rows of the result so far.</param>
/// <param name="FetchedBytes">From the object store, by whichever engine.</param>
/// <param name="MemoryBytes">Of the worker process, or the other engine's, when it last reported.</param>
internal sealed record QueryProgressView(double? Percent, long RowCount, long FetchedBytes, long MemoryBytes);

/// <param name="PageCount">Pages that can be read by now.</param>
/// <param name="IsComplete">There will be no more.</param>
/// <param name="Bytes">As it is kept.</param>
/// <param name="ExpiresAt">Null while the query runs.</param>
internal sealed record QueryResultView(string Href, int PageCount, bool IsComplete, long Bytes, DateTimeOffset? ExpiresAt)
{
    public static QueryResultView? Of(StoredResult? result) =>
        result is null ? null : new($"/queries/{result.Id}/results", result.PageCount, result.IsComplete, result.LengthBytes, result.ExpiresAt);
}

/// <summary>The answer of <c>GET /queries</c>, the newest first.</summary>
/// <param name="Total">Of those that were asked for; more than are listed where <c>limit</c> cut them.</param>
internal sealed record QueryListView(IReadOnlyList<QueryView> Queries, int Total);
