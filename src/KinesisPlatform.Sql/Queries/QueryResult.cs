using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Sql.Queries;

/// <summary>
/// A running query. Its worker is held until the batches have ended or the result is disposed; a reader that stops reading stops the query (back-pressure).
/// </summary>
public sealed class QueryResult(QueryId id, IReadOnlyList<QueryColumn> columns, IAsyncEnumerable<IReadOnlyList<object?[]>> batches, QueryStats stats, Func<ValueTask> release)
    : IAsyncDisposable
{
    public QueryId Id { get; } = id;

    public IReadOnlyList<QueryColumn> Columns { get; } = columns;

    /// <summary>
    /// The rows, to be enumerated once. Values are null, bool, long, ulong, Int128, UInt128, float, double, decimal, <see cref="QueryNumber"/>, string (also of ENUM, BIT,
    /// TIMETZ and, as DuckDB writes them, for times out of .NET's range), <see cref="QueryJson"/>, byte[], DateTimeOffset (UTC), DateTime (without zone), DateOnly, TimeOnly,
    /// <see cref="DuckDbInterval"/>, Guid, object?[] (lists, arrays, structs without names), <see cref="QueryStruct"/>, <see cref="QueryMap"/>.
    /// </summary>
    /// <exception cref="PlatformException">Invalid: the query failed on the data, or needs too much memory.</exception>
    /// <exception cref="TimeoutException">The query ran out of time.</exception>
    /// <exception cref="QueryCancelledException">The query was cancelled by its id.</exception>
    public IAsyncEnumerable<IReadOnlyList<object?[]>> Batches { get; } = batches;

    public QueryStats Stats { get; } = stats;

    public ValueTask DisposeAsync() => release();
}
