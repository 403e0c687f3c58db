namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// <c>PIVOT t ON k USING count(*)</c>: without the values of k, DuckDB makes two statements of it, of which it serializes none. With a value in each place where one is missing, it is a
/// SELECT that the gate can check; what runs is the text without them.
/// </summary>
internal static class DynamicPivot
{
    private const string Value = " IN ('4d6f2a1c-any-value')";

    /// <returns>The text with values, or null when there is no such place.</returns>
    public static SqlText? WithValues(SqlText sql)
    {
        if (sql.Text.Contains(Value, StringComparison.Ordinal)) return null;
        var tokens = SqlTokens.Read(sql.Text);
        var edits = new SortedDictionary<int, TextEdit>();
        for (var at = 0; at < tokens.Count; at++)
        {
            if (tokens.Is(at, "pivot") && On(tokens, at) is { } on) AddValues(tokens, on + 1, edits);
        }
        return edits.Count == 0 ? null : SqlText.Edited(sql, [.. edits.Values]);
    }

    public static SqlText WithoutValues(SqlText sql)
    {
        var edits = new List<TextEdit>();
        for (var at = sql.Text.IndexOf(Value, StringComparison.Ordinal); at >= 0; at = sql.Text.IndexOf(Value, at + Value.Length, StringComparison.Ordinal)) edits.Add(new(at, Value.Length, ""));
        return SqlText.Edited(sql, edits);
    }

    /// <param name="what">That needs to know the columns before the data.</param>
    public static PlatformException Refusal(string what) =>
        new(FailureKind.Invalid, $"{what} cannot be used with a PIVOT whose columns depend on the data. Name the values: PIVOT t ON k IN ('a', 'b') USING count(*).");

    // PIVOT <table> ON: a table in parentheses may have an ON of its own.
    private static int? On(SqlTokens tokens, int at)
    {
        for (at++; at < tokens.Count; at++)
        {
            if (tokens.Is(at, "on")) return at;
            if (tokens.Is(at, ")") || tokens.IsAny(at, "using", "for")) return null;
            if (tokens.Is(at, "(")) at = tokens.Closing(at) ?? tokens.Count;
        }
        return null;
    }

    private static void AddValues(SqlTokens tokens, int at, SortedDictionary<int, TextEdit> edits)
    {
        var first = at;
        var hasValues = false;
        for (; at <= tokens.Count; at++)
        {
            var isEnd = at == tokens.Count || tokens.IsAny(at, ")", ";", "using", "group", "order", "limit", "union", "except", "intersect");
            if (isEnd || tokens.Is(at, ","))
            {
                if (at > first && !hasValues) Add(tokens, first, at - 1, edits);
                if (isEnd) return;
                (first, hasValues) = (at + 1, false);
            }
            hasValues |= at < tokens.Count && tokens.Is(at, "in");
            if (at < tokens.Count && tokens.IsAny(at, "(", "[", "{")) at = tokens.Closing(at) ?? tokens.Count;
        }
    }

    private static void Add(SqlTokens tokens, int first, int last, SortedDictionary<int, TextEdit> edits)
    {
        // Whatever the expression is, in parentheses it may have values.
        edits[tokens[first].Start] = new(tokens[first].Start, 0, "(");
        edits[tokens[last].End] = new(tokens[last].End, 0, $"){Value}");
    }
}
