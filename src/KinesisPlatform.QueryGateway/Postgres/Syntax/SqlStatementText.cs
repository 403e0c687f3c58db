namespace KinesisPlatform.QueryGateway.Postgres.Syntax;

/// <summary>One statement of a text, with its tokens, whose places count within the statement.</summary>
/// <param name="Start">Where it begins in the text that the client sent.</param>
internal sealed record SqlStatementText(string Sql, IReadOnlyList<SqlToken> Tokens, int Start)
{
    public string FirstWord => Tokens.Count > 0 && Tokens[0].Kind == SqlTokenKind.Word ? Tokens[0].Value : "";

    /// <summary>Splits at the semicolons; statements without a token are left out.</summary>
    public static List<SqlStatementText> Split(string text)
    {
        var statements = new List<SqlStatementText>();
        var current = new List<SqlToken>();
        foreach (var token in SqlLexer.Read(text))
        {
            if (!token.IsSymbol(";")) current.Add(token);
            else Add();
        }
        Add();
        return statements;

        void Add()
        {
            if (current.Count == 0) return;
            var start = current[0].Start;
            statements.Add(new(text[start..current[^1].End], [.. current.Select(token => token with { Start = token.Start - start, End = token.End - start })], start));
            current = [];
        }
    }
}
