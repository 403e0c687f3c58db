using KinesisPlatform.QueryGateway.Postgres.Catalogs;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Statements;
using KinesisPlatform.QueryGateway.Postgres.Syntax;
using KinesisPlatform.Sql.Queries;

namespace KinesisPlatform.QueryGateway.Postgres.Connections;

/// <summary>Makes statements of a client's texts.</summary>
internal sealed class StatementFactory(IQueryEngine engine, CatalogQueries catalog)
{
    /// <exception cref="PostgresException">What is no statement here.</exception>
    public PreparedStatement Prepare(string text, SqlStatementText? statement, IReadOnlyList<uint> parameterTypes, Session session)
    {
        if (statement is null) return new(text, null, EndsTransaction: false);
        var ends = statement.FirstWord is "commit" or "rollback" or "end" or "abort";
        if (session.Status == 'E' && !ends) return new(text, new CommandStatement(() => StatementResult.Of("")), EndsTransaction: false);
        return new(text, CommandParser.Parse(statement, session) ?? Query(statement, parameterTypes, session), ends);
    }

    public IStatement Query(SqlStatementText statement, IReadOnlyList<uint> parameterTypes, Session session) => CatalogUse.IsIn(statement)
        ? new QueryStatement(statement, new CatalogTarget(catalog, session), parameterTypes)
        : new QueryStatement(PublicSchema.Without(statement), new StreamTarget(engine, session), parameterTypes);
}
