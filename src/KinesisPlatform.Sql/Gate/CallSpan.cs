namespace KinesisPlatform.Sql.Gate;

/// <summary>Finds where a function call ends in a text that DuckDB has parsed.</summary>
internal static class CallSpan
{
    /// <param name="start">Of the function's name.</param>
    /// <returns>Behind the closing parenthesis; null when there is no whole call at <paramref name="start"/>.</returns>
    public static int? End(string sql, int start)
    {
        var depth = 0;
        for (var at = start; at < sql.Length;)
        {
            var next = Skip(sql, at);
            if (next == at)
            {
                if (sql[at] == '(') depth++;
                if (sql[at] == ')' && --depth <= 0) return depth == 0 ? at + 1 : null;
                next = at + 1;
            }
            at = next;
        }
        return null;
    }

    // Past a string, a quoted name or a comment that begins here; the same place when none does.
    private static int Skip(string sql, int at) => sql[at] switch
    {
        '\'' => Quoted(sql, at, '\'', at > 0 && sql[at - 1] is 'e' or 'E'),
        '"' => Quoted(sql, at, '"', hasEscapes: false),
        '$' => Dollar(sql, at),
        '-' when Starts(sql, at, "--") => Behind(sql, "\n", at),
        '/' when Starts(sql, at, "/*") => Comment(sql, at),
        _ => at,
    };

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
        while (end < sql.Length && (char.IsAsciiLetter(sql[end]) || sql[end] == '_' || (end > at + 1 && char.IsAsciiDigit(sql[end])))) end++;
        return end < sql.Length && sql[end] == '$' ? Behind(sql, sql[at..(end + 1)], end + 1) : at;
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

    private static bool Starts(string sql, int at, string text) => sql.AsSpan(at).StartsWith(text, StringComparison.Ordinal);
}
