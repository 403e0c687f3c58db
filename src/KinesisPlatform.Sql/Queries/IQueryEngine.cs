namespace KinesisPlatform.Sql.Queries;

/// <summary>Answers SQL over archive and live records together, each record once. Safe for concurrent callers.</summary>
public interface IQueryEngine
{
    /// <summary>Checks, snapshots and starts a query, and returns when its first row (or its end) is there.</summary>
    /// <exception cref="PlatformException">Invalid: not one SELECT, something that is not allowed, or it does not compile (the message names the position).
    /// NotFound: an unknown table. Unavailable: too many queries run, or the live records cannot be had.</exception>
    /// <exception cref="TimeoutException">The query ran out of time before its first row.</exception>
    /// <exception cref="QueryCancelledException">The query was cancelled by its id, see <see cref="IQueryRegistry"/>.</exception>
    Task<QueryResult> ExecuteAsync(QueryRequest request, CancellationToken cancellationToken);

    /// <summary>Checks and compiles a query, without its parameters' values and without taking a snapshot.</summary>
    /// <exception cref="PlatformException">As <see cref="ExecuteAsync"/>.</exception>
    /// <exception cref="TimeoutException">It ran out of time.</exception>
    Task<QueryShape> DescribeAsync(QueryRequest request, CancellationToken cancellationToken);
}
