using System.Text.Json.Nodes;
using KinesisPlatform.Access;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.Sql.Isolated;

/// <summary>One SELECT over tables of the service's own.</summary>
/// <param name="Sql">Exactly one SELECT statement.</param>
public sealed record IsolatedQuery(string Sql)
{
    /// <summary>The caller, in whose name the query runs.</summary>
    public StreamAccess Access { get; init; } = StreamAccess.Everything;

    /// <summary>As it is listed among the queries that run.</summary>
    public QueryClient Client { get; init; }

    /// <summary>Changes the statement's tree, as <c>json_serialize_sql</c> gives it, before it is checked and run.</summary>
    public Action<JsonNode> Translate { get; init; } = _ => { };

    /// <summary>Statements of the service itself that make the tables and functions, run in the worker first. Nothing of a caller may be in them but as a literal.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>The tables that may be named.</summary>
    public IReadOnlySet<string> Tables { get; init; } = new HashSet<string>();

    /// <summary>The functions that may be called besides DuckDB's harmless ones.</summary>
    public IReadOnlySet<string> Functions { get; init; } = new HashSet<string>();

    /// <inheritdoc cref="Queries.QueryRequest.Parameters"/>
    public IReadOnlyList<object?> Parameters { get; init; } = [];

    /// <inheritdoc cref="Queries.QueryRequest.Timeout"/>
    public TimeSpan? Timeout { get; init; }
}
