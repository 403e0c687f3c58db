using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Isolated;

/// <summary>Answers somebody unknown's SQL over tables that the service itself fills: through the same gate and in the same workers as queries over streams, without any of their data. Safe for concurrent callers.</summary>
public interface IIsolatedQueries
{
    /// <summary>As <see cref="IQueryEngine.ExecuteAsync"/>.</summary>
    Task<QueryResult> ExecuteAsync(IsolatedQuery query, CancellationToken cancellationToken);

    /// <summary>As <see cref="IQueryEngine.DescribeAsync"/>.</summary>
    Task<QueryShape> DescribeAsync(IsolatedQuery query, CancellationToken cancellationToken);
}
