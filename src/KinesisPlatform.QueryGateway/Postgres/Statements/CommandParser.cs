using KinesisPlatform.QueryGateway.Postgres.Connections;
using KinesisPlatform.QueryGateway.Postgres.Copy;
using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Syntax;
using KinesisPlatform.QueryGateway.Postgres.Types;

namespace KinesisPlatform.QueryGateway.Postgres.Statements;

/// <summary>Statements that are about the session, which clients send without being asked to; what would change data is refused as a read-only server does.</summary>
internal static class CommandParser
{
    private static readonly HashSet<string> Writes =
    [
        "insert", "update", "delete", "merge", "create", "drop", "alter", "truncate", "grant", "revoke", "comment", "vacuum", "analyze", "reindex", "cluster", "refresh", "import", "call", "do",
        "security", "reassign", "lock", "notify", "checkpoint", "load", "attach", "detach", "install", "pragma", "use", "export",
    ];

    /// <returns>Null when it is a query.</returns>
    public static IStatement? Parse(SqlStatementText text, Session session)
    {
        var words = text.Tokens;
        switch (text.FirstWord)
        {
            case "begin": return Command(() => session.Begin("BEGIN"));
            case "start" when Is(1, "transaction"): return Command(() => session.Begin("START TRANSACTION"));
            case "commit" or "end": return Command(session.Commit);
            case "abort": return Command(session.Rollback);
            case "rollback" when words.Any(word => word.IsWord("to")): return Command(() => session.RollbackTo(words[^1].Value));
            case "rollback": return Command(session.Rollback);
            case "savepoint": return Command(() => session.Savepoint(words[^1].Value));
            case "release": return Command(() => session.Release(words[^1].Value));
            case "set": return Set(words, session);
            case "reset" when Is(1, "all"): return Command(() => session.Changed("RESET", session.Settings.ResetAll));
            case "reset": return Command(() => session.Changed("RESET", () => session.Settings.Reset(Name(words, 1).Name)));
            // SHOW TABLES is the engine's.
            case "show" when words.Count > 1 && !Is(words.Count - 1, "tables"): return Show(words, session);
            case "discard": return Command(() => session.Discard(words.Count > 1 ? words[1].Value : "all"));
            case "deallocate" when words.Count > 1: return Command(() => session.Deallocate(words[^1]));
            case "close" when words.Count > 1: return Command(() => session.CloseCursor(words[^1]));
            case "declare": return Cursors.Declare(text, session);
            case "fetch": return Cursors.Fetch(text, session);
            // Nothing is ever notified.
            case "listen" or "unlisten": return Command(() => StatementResult.Of(text.FirstWord.ToUpperInvariant()));
            case "copy": return CopyParser.Parse(text, session);
            case "prepare" or "execute" or "move":
                throw new PostgresException(SqlState.FeatureNotSupported, $"{text.FirstWord.ToUpperInvariant()} is not supported") { Offset = text.Start, Hint = "Run a SELECT; clients prepare statements by the protocol." };
            case var word when Writes.Contains(word):
                throw new PostgresException(SqlState.ReadOnlyTransaction, $"cannot execute {word.ToUpperInvariant()} in a read-only transaction") { Offset = text.Start, Hint = "This server only reads: put records onto the stream itself." };
        }
        return null;

        bool Is(int index, string word) => index < words.Count && words[index].IsWord(word);
    }

    private static CommandStatement Command(Func<StatementResult> run) => new(run);

    // SET [SESSION | LOCAL] name { TO | = } value, ...
    private static CommandStatement Set(IReadOnlyList<SqlToken> words, Session session)
    {
        var at = words.Count > 2 && (words[1].IsWord("local") || (words[1].IsWord("session") && !words[2].IsWord("characteristics") && !words[2].IsWord("authorization"))) ? 2 : 1;
        if (words.Count <= at) throw new PostgresException(SqlState.SyntaxError, "syntax error at end of input");
        if (words[at].Value is "transaction" or "session" or "constraints" or "role") return Command(() => StatementResult.Of("SET"));
        var isZone = words[at].IsWord("time") && at + 1 < words.Count && words[at + 1].IsWord("zone");
        var (name, next) = isZone ? ("TimeZone", at + 2) : words[at].IsWord("names") ? ("client_encoding", at + 1) : Name(words, at);
        if (next < words.Count && (words[next].IsSymbol("=") || words[next].IsWord("to"))) next++;
        var value = string.Concat(words.Skip(next).Select(word => word.IsSymbol(",") ? ", " : word.Value));
        if (value.Length == 0 && next >= words.Count) throw new PostgresException(SqlState.SyntaxError, "syntax error at end of input");
        var isDefault = words[next].IsWord("default") || (isZone && words[next].IsWord("local"));
        return Command(() => session.Changed("SET", () =>
        {
            if (isDefault) session.Settings.Reset(name);
            else if (session.Settings.Set(name, value) is { } warning) session.Warn(warning);
        }));
    }

    private static CommandStatement Show(IReadOnlyList<SqlToken> words, Session session)
    {
        if (words[1].IsWord("all"))
        {
            PgColumn[] columns = [new("name", PgType.Text), new("setting", PgType.Text), new("description", PgType.Text)];
            return new(() => StatementResult.Of("SHOW", columns, [.. session.Settings.All.Select(setting => new object?[] { setting.Key, setting.Value, "" })]), columns);
        }
        var name = words[1].IsWord("transaction") ? "transaction_isolation" : words[1].IsWord("time") ? "TimeZone" : words[1].IsWord("session") ? "session_authorization" : Name(words, 1).Name;
        PgColumn[] one = [new(name, PgType.Text)];
        return new(() => StatementResult.Of("SHOW", one, [[session.Settings.Get(name)]]), one);
    }

    // a.b.c
    private static (string Name, int Next) Name(IReadOnlyList<SqlToken> words, int at)
    {
        if (at >= words.Count) throw new PostgresException(SqlState.SyntaxError, "syntax error at end of input");
        var name = words[at++].Value;
        while (at + 1 < words.Count && words[at].IsSymbol("."))
        {
            name += $".{words[at + 1].Value}";
            at += 2;
        }
        return (name, at);
    }
}
