using KinesisPlatform.Access;

namespace KinesisPlatform.Sql.Queries;

/// <summary>One SELECT over the streams' tables.</summary>
/// <param name="Sql">Exactly one SELECT statement in DuckDB's dialect, or one of the dialect of <see cref="Engine"/>.</param>
public sealed record QueryRequest(string Sql)
{
    /// <summary>What the caller may read, and in whose name the query runs.</summary>
    public StreamAccess Access { get; init; } = StreamAccess.Everything;

    /// <summary>The query's id, where the caller must know it beforehand; null for a new one.</summary>
    public QueryId? Id { get; init; }

    public QueryClient Client { get; init; }

    /// <summary>The <see cref="IExternalEngine"/> to ask; null for this service's own, which sees live records too.</summary>
    public string? Engine { get; init; }

    /// <summary>Has the archive take in, before an external engine runs, everything that arrived before the call. The service's own engine sees it anyway.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Values of <c>$1</c> or <c>?</c> in order: null, bool, long, double, decimal, string, DateTimeOffset or byte[].</summary>
    public IReadOnlyList<object?> Parameters { get; init; } = [];

    /// <summary>How long the query may run, its result's reading included; null for the configured default, which is also the most.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The result is cut after this many rows; null for no cut.</summary>
    public long? RowsMax { get; init; }
}
