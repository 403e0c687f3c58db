using KinesisPlatform.QueryGateway.Postgres.Statements;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>The streams' tables.</summary>
internal sealed class StreamTarget(IQueryEngine engine, Session session) : ISqlTarget
{
    public Task<QueryResult> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) =>
        engine.ExecuteAsync(Request(sql) with { Parameters = parameters, Timeout = session.Settings.StatementTimeout }, cancellationToken);

    public Task<QueryShape> DescribeAsync(string sql, CancellationToken cancellationToken) => engine.DescribeAsync(Request(sql), cancellationToken);

    private QueryRequest Request(string sql) => new(sql) { Access = session.Access, Client = QueryClient.Postgres };
}
