namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// The tokens of a text, comments left out; operators are single characters. For finding places in a text, never for deciding what is allowed: that is read from DuckDB's own syntax tree.
/// </summary>
internal sealed class SqlTokens
{
    private readonly string _sql;
    private readonly List<SqlToken> _tokens = [];

    private SqlTokens(string sql) => _sql = sql;

    public int Count => _tokens.Count;

    public SqlToken this[int index] => _tokens[index];

    public static SqlTokens Read(string sql)
    {
        var tokens = new SqlTokens(sql);
        for (var at = 0; at < sql.Length;)
        {
            var (end, isToken) = Next(sql, at);
            if (isToken) tokens._tokens.Add(new(at, end, IsWordStart(sql[at]) && sql[end - 1] != '\''));
            at = end;
        }
        return tokens;
    }

    public bool Is(int index, string text) =>
        index >= 0 && index < Count && _tokens[index] is var token && token.End - token.Start == text.Length && string.Compare(_sql, token.Start, text, 0, text.Length, StringComparison.OrdinalIgnoreCase) == 0;

    public bool IsAny(int index, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (Is(index, text)) return true;
        }
        return false;
    }

    public string Text(int index) => _sql[_tokens[index].Start.._tokens[index].End];

    /// <summary>The first token that begins at or behind a character; <see cref="Count"/> when there is none.</summary>
    public int From(int start) => _tokens.FindIndex(token => token.Start >= start) is var found and >= 0 ? found : Count;

    /// <summary>The token that closes the parenthesis which the given one opens; null when none does.</summary>
    public int? Closing(int index)
    {
        var depth = 0;
        for (; index < Count; index++)
        {
            if (IsAny(index, "(", "[", "{")) depth++;
            if (IsAny(index, ")", "]", "}") && --depth <= 0) return depth == 0 ? index : null;
        }
        return null;
    }

    private static (int End, bool IsToken) Next(string sql, int at) => sql[at] switch
    {
        var c when char.IsWhiteSpace(c) => (at + 1, false),
        '-' when Starts(sql, at, "--") => (Behind(sql, "\n", at), false),
        '/' when Starts(sql, at, "/*") => (Comment(sql, at), false),
        '\'' => (Quoted(sql, at, '\'', hasEscapes: false), true),
        '"' => (Quoted(sql, at, '"', hasEscapes: false), true),
        'e' or 'E' when Starts(sql, at + 1, "'") => (Quoted(sql, at + 1, '\'', hasEscapes: true), true),
        '$' => (Dollar(sql, at), true),
        var c when IsWordStart(c) => (Word(sql, at), true),
        _ => (at + 1, true),
    };

    private static bool IsWordStart(char c) => char.IsLetterOrDigit(c) || c is '_' || c > 127;

    private static int Word(string sql, int at)
    {
        while (at < sql.Length && (IsWordStart(sql[at]) || sql[at] == '$')) at++;
        return at;
    }

    private static int Quoted(string sql, int at, char quote, bool hasEscapes)
    {
        for (at++; at < sql.Length; at++)
        {
            if (hasEscapes && sql[at] == '\\') at++;
            else if (sql[at] == quote && at + 1 < sql.Length && sql[at + 1] == quote) at++;
            else if (sql[at] == quote) return at + 1;
        }
        return sql.Length;
    }

    // $$...$$ or $tag$...$tag$; $1 is a parameter.
    private static int Dollar(string sql, int at)
    {
        var end = at + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_')) end++;
        return end < sql.Length && sql[end] == '$' && !(end > at + 1 && char.IsAsciiDigit(sql[at + 1])) ? Behind(sql, sql[at..(end + 1)], end + 1) : end;
    }

    private static int Comment(string sql, int at)
    {
        var depth = 0;
        while (at < sql.Length)
        {
            if (Starts(sql, at, "/*")) (depth, at) = (depth + 1, at + 2);
            else if (Starts(sql, at, "*/")) (depth, at) = (depth - 1, at + 2);
            else at++;
            if (depth == 0) return at;
        }
        return sql.Length;
    }

    private static int Behind(string sql, string end, int from) => sql.IndexOf(end, from, StringComparison.Ordinal) is var found and >= 0 ? found + end.Length : sql.Length;

    private static bool Starts(string sql, int at, string text) => at <= sql.Length && sql.AsSpan(at).StartsWith(text, StringComparison.Ordinal);
}
