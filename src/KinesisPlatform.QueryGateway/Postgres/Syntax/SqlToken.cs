namespace KinesisPlatform.QueryGateway.Postgres.Syntax;

/// <param name="Value">A word in lower case, a name or text without its quotes, a symbol as it is.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, int Start, int End, string Value)
{
    public bool IsSymbol(string symbol) => Kind == SqlTokenKind.Symbol && Value == symbol;

    public bool IsWord(string word) => Kind == SqlTokenKind.Word && Value == word;

    /// <summary>A name, with or without quotes.</summary>
    public bool IsName(string name) => Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName && Value == name;
}
