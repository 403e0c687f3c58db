namespace KinesisPlatform.DuckDb;

/// <summary>Names and texts as DuckDB's SQL has them. Other engines' rules are their own, even where they look the same.</summary>
public static class DuckDbSyntax
{
    /// <summary>A name in quotes: <c>"a ""b"""</c>.</summary>
    public static string Identifier(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A name as DuckDB shows it in a type's text: quoted only where it has to be.</summary>
    public static string MemberName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && !char.IsAsciiDigit(name[0]) ? name : Identifier(name);

    /// <summary>A text in quotes, in which nothing but quotes means anything: <c>'it''s'</c>.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
