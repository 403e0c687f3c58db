namespace KinesisPlatform.Sql.Gate;

/// <summary>
/// Statements that are a SELECT in another form. DuckDB serializes nothing but SELECT, so that these are put as one before it parses and the gate checks them.
/// </summary>
/// <param name="Sql">A SELECT, as far as this can tell.</param>
/// <param name="Explain">Null for the statement itself.</param>
internal sealed record StatementForm(SqlText Sql, ExplainMode? Explain)
{
    private const string ShowTables = "SELECT table_name AS name FROM information_schema.tables ORDER BY name";

    private const string ShowAll = """
        SELECT table_catalog AS "database", table_schema AS "schema", table_name AS "name", list(column_name ORDER BY ordinal_position) AS column_names,
        list(data_type ORDER BY ordinal_position) AS column_types FROM information_schema.columns GROUP BY ALL ORDER BY "name"
        """;

    public static StatementForm Of(string sql)
    {
        var tokens = SqlTokens.Read(sql);
        var count = tokens.Count;
        while (count > 0 && tokens.Is(count - 1, ";")) count--;
        var start = 0;
        var explain = ReadExplain(tokens, ref start);
        if (Edit(tokens, start, count) is { } edit) return new(SqlText.Edited(new(sql), [edit]), explain);
        return new(explain is null ? new(sql) : SqlText.Edited(new(sql), [new(0, start < count ? tokens[start].Start : sql.Length, "")]), explain);
    }

    // EXPLAIN [ANALYZE | (FORMAT json, ANALYZE)]
    private static ExplainMode? ReadExplain(SqlTokens tokens, ref int at)
    {
        if (!tokens.Is(at, "explain")) return null;
        at++;
        if (tokens.Is(at, "analyze")) return new(IsAnalyze: tokens.Is(at++, "analyze"), IsJson: false);
        var (isAnalyze, isJson) = (false, false);
        if (!IsOptions(tokens, at) || tokens.Closing(at) is not { } end) return new(isAnalyze, isJson);
        for (; at < end; at++)
        {
            isAnalyze |= tokens.Is(at, "analyze");
            isJson |= tokens.Is(at, "json");
        }
        at++;
        return new(isAnalyze, isJson);
    }

    // Not the parenthesis that a statement may be in.
    private static bool IsOptions(SqlTokens tokens, int at) => tokens.Is(at, "(") && tokens.IsAny(at + 1, "format", "analyze");

    private static TextEdit? Edit(SqlTokens tokens, int start, int count)
    {
        TextEdit Whole(string replacement) => new(0, tokens[count - 1].End, replacement);
        if (count - start == 2 && tokens.Is(start, "show") && tokens.Is(start + 1, "tables")) return Whole(ShowTables);
        if (count - start == 3 && tokens.Is(start, "show") && tokens.Is(start + 1, "all") && tokens.Is(start + 2, "tables")) return Whole(ShowAll);
        if (count - start == 1 && tokens.IsAny(start, "describe", "desc", "show")) return Whole(ShowAll);
        // DuckDB's grammar has tables and queries there, but no functions.
        var isOfCall = tokens.IsAny(start, "describe", "desc", "summarize") && start + 2 < count && tokens.Is(start + 2, "(") && RelationCall.IsOne(tokens.Text(start + 1));
        return isOfCall ? new(start == 0 ? tokens[1].Start : 0, start == 0 ? 0 : tokens[start + 1].Start, start == 0 ? "FROM " : $"{tokens.Text(start)} FROM ") : null;
    }
}
