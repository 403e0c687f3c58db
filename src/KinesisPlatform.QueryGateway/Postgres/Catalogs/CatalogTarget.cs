using KinesisPlatform.QueryGateway.Postgres.Connections;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using KinesisPlatform.QueryGateway.Postgres.Types;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Catalogs;

/// <summary>The catalog.</summary>
internal sealed class CatalogTarget(CatalogQueries catalog, Session session) : ISqlTarget
{
    private const string OidStorage = "UINTEGER";

    public async Task<QueryResult> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken cancellationToken) =>
        await catalog.Queries.ExecuteAsync(await catalog.PrepareAsync(sql, session, cancellationToken) with { Parameters = parameters }, cancellationToken);

    public async Task<QueryShape> DescribeAsync(string sql, CancellationToken cancellationToken) =>
        await catalog.Queries.DescribeAsync(await catalog.PrepareAsync(sql, session, cancellationToken), cancellationToken);

    // DuckDB forgets names of types in lists, aggregates and parameters; only oids are stored as this one.
    public (PgType Type, int Modifier) TypeOf(string name) => TypeMap.Of(name.StartsWith(OidStorage, StringComparison.Ordinal) ? $"{CatalogQueries.OidType}{name[OidStorage.Length..]}" : name);
}
