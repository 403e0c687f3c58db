using System.Globalization;
using KinesisPlatform.QueryGateway.Postgres.Connections;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Syntax;
using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>DECLARE, FETCH: portals by statements in place of messages, as ODBC drivers and psql's FETCH_COUNT use them. Forward only.</summary>
internal static class Cursors
{
    // DECLARE name [ options ] CURSOR [ WITHOUT HOLD ] FOR query
    public static IStatement Declare(SqlStatementText text, Session session)
    {
        var at = text.Tokens.ToList().FindIndex(token => token.IsWord("for"));
        if (at < 3 || at == text.Tokens.Count - 1) throw new PostgresException(SqlState.SyntaxError, "a cursor is declared as DECLARE name CURSOR FOR query") { Offset = text.Start };
        if (session.Status == 'I') throw new PostgresException(SqlState.NoActiveTransaction, "DECLARE CURSOR can only be used in transaction blocks") { Offset = text.Start };
        var start = text.Tokens[at + 1].Start;
        var query = SqlStatementText.Split(text.Sql[start..])[0] with { Start = text.Start + start };
        var statement = session.Query(query, []);
        return new DeclareStatement(text.Tokens[1].Value, new(text.Sql, statement, EndsTransaction: false), session);
    }

    // FETCH [ NEXT | FORWARD ] [ n | ALL ] [ FROM | IN ] name
    public static IStatement Fetch(SqlStatementText text, Session session)
    {
        var name = text.Tokens[^1].Value;
        var count = 1L;
        foreach (var token in text.Tokens.Skip(1).SkipLast(1))
        {
            if (token.IsWord("all")) count = long.MaxValue;
            else if (token.Kind == SqlTokenKind.Number && long.TryParse(token.Value, CultureInfo.InvariantCulture, out var number)) count = number;
            else if (token.Value is not ("next" or "forward" or "from" or "in")) throw new PostgresException(SqlState.FeatureNotSupported, "cursors can only go forward") { Offset = text.Start + token.Start };
        }
        return new FetchStatement(name, count, session);
    }

    private sealed class DeclareStatement(string name, PreparedStatement query, Session session) : IStatement
    {
        public Task<IReadOnlyList<PgType>> ResolveParametersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PgType>>([]);

        public Task<IReadOnlyList<PgColumn>?> DescribeAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PgColumn>?>(null);

        public async Task<StatementResult> ExecuteAsync(IReadOnlyList<Parameter> parameters, CancellationToken cancellationToken)
        {
            var portal = new Portal(query, [], [], session.Closed);
            await session.AddAsync(name, portal);
            return StatementResult.Of("DECLARE CURSOR");
        }
    }

    private sealed class FetchStatement(string name, long count, Session session) : IStatement
    {
        public Task<IReadOnlyList<PgType>> ResolveParametersAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PgType>>([]);

        public async Task<IReadOnlyList<PgColumn>?> DescribeAsync(CancellationToken cancellationToken) => (await session.Portal(name).StartAsync()).Columns;

        public async Task<StatementResult> ExecuteAsync(IReadOnlyList<Parameter> parameters, CancellationToken cancellationToken)
        {
            var portal = session.Portal(name);
            // The one that asks is cancelled; what it reads from is not its own.
            await using var registration = cancellationToken.Register(portal.Cancel);
            var result = await portal.StartAsync();
            return new(result.Columns, Read(result, portal, () => cancellationToken.Register(portal.Cancel)), rows => string.Create(CultureInfo.InvariantCulture, $"FETCH {rows}"));
        }

        private async IAsyncEnumerable<IReadOnlyList<object?[]>> Read(StatementResult result, Portal portal, Func<CancellationTokenRegistration> link)
        {
            await using var registration = link();
            await foreach (var rows in result.ReadAsync(count)) yield return rows;
        }
    }
}
