using System.Text;
using KinesisPlatform.QueryGateway.Postgres.Protocol;

namespace KinesisPlatform.QueryGateway.Postgres.Syntax;

/// <summary>
/// Finds a text's tokens as PostgreSQL does (documentation, "Lexical Structure"), with standard_conforming_strings on. Comments are left out. What it takes for a token need not parse:
/// the engine's parser decides.
/// </summary>
internal static class SqlLexer
{
    /// <exception cref="PostgresException">A quote or comment that does not end.</exception>
    public static List<SqlToken> Read(string sql)
    {
        var tokens = new List<SqlToken>();
        for (var at = 0; at < sql.Length;)
        {
            if (char.IsWhiteSpace(sql[at])) at++;
            else if (Starts(sql, at, "--")) at = IndexOrEnd(sql, '\n', at);
            else if (Starts(sql, at, "/*")) at = SkipComment(sql, at);
            else
            {
                var token = ReadToken(sql, at);
                tokens.Add(token);
                at = token.End;
            }
        }
        return tokens;
    }

    private static SqlToken ReadToken(string sql, int at)
    {
        var first = sql[at];
        if (first == '\'') return Quoted(sql, at, at, '\'', SqlTokenKind.Text, hasEscapes: false);
        if (first == '"') return Quoted(sql, at, at, '"', SqlTokenKind.QuotedName, hasEscapes: false);
        // E'..' has escapes; B'', X'' and N'' have not.
        if (at + 1 < sql.Length && sql[at + 1] == '\'' && "eEbBxXnN".Contains(first, StringComparison.Ordinal)) return Quoted(sql, at, at + 1, '\'', SqlTokenKind.Text, first is 'e' or 'E');
        if (IsNameStart(first))
        {
            var end = at + 1;
            while (end < sql.Length && (IsNameStart(sql[end]) || char.IsAsciiDigit(sql[end]) || sql[end] == '$')) end++;
            return new(SqlTokenKind.Word, at, end, sql[at..end].ToLowerInvariant());
        }
        if (first == '$') return Dollar(sql, at);
        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1])))
        {
            var end = at + 1;
            while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] is '.' or '_')) end++;
            return new(SqlTokenKind.Number, at, end, sql[at..end]);
        }
        return Symbol(sql, at);
    }

    private static SqlToken Quoted(string sql, int start, int quoteAt, char quote, SqlTokenKind kind, bool hasEscapes)
    {
        var value = new StringBuilder();
        for (var at = quoteAt + 1; at < sql.Length; at++)
        {
            if (hasEscapes && sql[at] == '\\' && at + 1 < sql.Length) value.Append(sql[++at]);
            else if (sql[at] != quote) value.Append(sql[at]);
            else if (at + 1 < sql.Length && sql[at + 1] == quote) value.Append(sql[at++]);
            else return new(kind, start, at + 1, value.ToString());
        }
        throw Unterminated(start, kind == SqlTokenKind.Text ? "quoted string" : "quoted identifier");
    }

    // $1, or $tag$ text $tag$
    private static SqlToken Dollar(string sql, int at)
    {
        var end = at + 1;
        if (end < sql.Length && char.IsAsciiDigit(sql[end]))
        {
            while (end < sql.Length && char.IsAsciiDigit(sql[end])) end++;
            return new(SqlTokenKind.Parameter, at, end, sql[(at + 1)..end]);
        }
        while (end < sql.Length && (IsNameStart(sql[end]) || char.IsAsciiDigit(sql[end]))) end++;
        if (end >= sql.Length || sql[end] != '$') return new(SqlTokenKind.Symbol, at, at + 1, "$");
        var tag = sql[at..(end + 1)];
        var close = sql.IndexOf(tag, end + 1, StringComparison.Ordinal);
        return close < 0 ? throw Unterminated(at, "dollar-quoted string") : new(SqlTokenKind.Text, at, close + tag.Length, sql[(end + 1)..close]);
    }

    private static SqlToken Symbol(string sql, int at)
    {
        if (Starts(sql, at, "::")) return new(SqlTokenKind.Symbol, at, at + 2, "::");
        const string Operators = "+-*/<>=~!@#%^&|`?";
        var end = at;
        while (end < sql.Length && Operators.Contains(sql[end], StringComparison.Ordinal) && !(end > at && (Starts(sql, end, "--") || Starts(sql, end, "/*")))) end++;
        end = Math.Max(end, at + 1);
        return new(SqlTokenKind.Symbol, at, end, sql[at..end]);
    }

    private static int SkipComment(string sql, int start)
    {
        var depth = 0;
        for (var at = start; at < sql.Length; at++)
        {
            if (Starts(sql, at, "/*")) (depth, at) = (depth + 1, at + 1);
            else if (Starts(sql, at, "*/") && --depth == 0) return at + 2;
            else if (Starts(sql, at, "*/")) at++;
        }
        throw Unterminated(start, "/* comment");
    }

    private static bool Starts(string sql, int at, string with) => string.CompareOrdinal(sql, at, with, 0, with.Length) == 0;

    private static int IndexOrEnd(string sql, char character, int from)
    {
        var at = sql.IndexOf(character, from);
        return at < 0 ? sql.Length : at;
    }

    private static bool IsNameStart(char character) => char.IsLetter(character) || character == '_' || character > 0x7F;

    private static PostgresException Unterminated(int at, string what) => new(SqlState.SyntaxError, $"unterminated {what}") { Offset = at };
}
