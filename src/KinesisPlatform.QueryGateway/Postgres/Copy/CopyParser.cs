using KinesisPlatform.QueryGateway.Postgres.Connections;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Syntax;

namespace KinesisPlatform.QueryGateway.Postgres.Copy;

/// <summary>
/// <c>COPY { table [ (column, ...) ] | (query) } TO STDOUT [ [WITH] options ]</c>, the options in parentheses as today or without as before PostgreSQL 9: psql's <c>\copy</c> sends either.
/// </summary>
internal static class CopyParser
{
    private const string AllColumns = "SELECT * FROM ";

    public static CopyStatement Parse(SqlStatementText text, Session session)
    {
        var tokens = text.Tokens;
        var (query, next) = tokens.Count > 1 && tokens[1].IsSymbol("(") ? Query(text) : Table(text);
        if (Is("from")) throw new PostgresException(SqlState.ReadOnlyTransaction, "cannot execute COPY FROM in a read-only transaction") { Offset = text.Start, Hint = "This server only reads: put records onto the stream itself." };
        if (!Is("to")) throw Syntax(text, next);
        next++;
        if (!Is("stdout"))
            throw new PostgresException(SqlState.InsufficientPrivilege, "COPY can only write to STDOUT here") { Offset = Place(text, next), Hint = "psql's \\copy writes to a file of the client." };
        return new(session.Query(query, []), CopyOptionReader.Read(text, next + 1));

        bool Is(string word) => next < tokens.Count && tokens[next].IsWord(word);
    }

    public static PostgresException Syntax(SqlStatementText text, int token) => token < text.Tokens.Count
        ? new(SqlState.SyntaxError, $"syntax error at or near \"{text.Tokens[token].Value}\"") { Offset = Place(text, token) }
        : new(SqlState.SyntaxError, "syntax error at end of input") { Offset = text.Start + text.Sql.Length };

    public static int Place(SqlStatementText text, int token) => text.Start + (token < text.Tokens.Count ? text.Tokens[token].Start : text.Sql.Length);

    private static (SqlStatementText Query, int Next) Query(SqlStatementText text)
    {
        var close = Close(text, 1);
        var (start, end) = (text.Tokens[1].End, text.Tokens[close].Start);
        return SqlStatementText.Split(text.Sql[start..end]) is [var query] ? (query with { Start = text.Start + start + query.Start }, close + 1) : throw Syntax(text, close);
    }

    // schema.table (a, b)
    private static (SqlStatementText Query, int Next) Table(SqlStatementText text)
    {
        var tokens = text.Tokens;
        var next = 1;
        if (next >= tokens.Count || tokens[next].Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName)) throw Syntax(text, next);
        while (next + 2 < tokens.Count && tokens[next + 1].IsSymbol(".")) next += 2;
        var (start, end) = (tokens[1].Start, tokens[next].End);
        var name = text.Sql[start..end];
        next++;
        var select = AllColumns;
        if (next < tokens.Count && tokens[next].IsSymbol("("))
        {
            var close = Close(text, next);
            select = $"SELECT {text.Sql[tokens[next].End..tokens[close].Start]} FROM ";
            next = close + 1;
        }
        // An error's place in the name is then its place in what the client sent.
        return (SqlStatementText.Split(select + name)[0] with { Start = text.Start + start - select.Length }, next);
    }

    private static int Close(SqlStatementText text, int open)
    {
        var depth = 0;
        for (var i = open; i < text.Tokens.Count; i++)
        {
            if (text.Tokens[i].IsSymbol("(")) depth++;
            else if (text.Tokens[i].IsSymbol(")") && --depth == 0) return i;
        }
        throw Syntax(text, text.Tokens.Count);
    }
}
