using KinesisPlatform.QueryGateway.Postgres.Types;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>What answers a SELECT: the streams' engine, or the catalog.</summary>
internal interface ISqlTarget
{
    Task<QueryResult> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken);

    Task<QueryShape> DescribeAsync(string sql, CancellationToken cancellationToken);

    /// <summary>The type by its name in a result or of a parameter, with its modifier.</summary>
    (PgType Type, int Modifier) TypeOf(string name) => TypeMap.Of(name);
}
