using System.Text.RegularExpressions;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>
/// Finds a statement's tokens as Trino's grammar does (SqlBase.g4, its lexer): comments do not nest, a doubled quote is a quote, names have ASCII letters, digits and <c>_</c>. What the grammar has no
/// token for is refused, so that nothing is taken for a comment or a text here which Trino reads.
/// </summary>
internal static partial class TrinoTokens
{
    private const string Symbols = "=<>!+-*/%|?;.,()[]{}:&^$";

    // The two characters beyond ASCII that Java makes ASCII letters of, k and i, where it lowers a name.
    private const char Kelvin = '\u212A', DottedCapitalI = '\u0130';

    /// <exception cref="PlatformException">Invalid: a character without a meaning, or a quote or comment that does not end.</exception>
    public static IReadOnlyList<TrinoToken> Read(string sql)
    {
        var tokens = new List<TrinoToken>();
        for (var at = 0; at < sql.Length;)
        {
            if (sql[at] is ' ' or '\t' or '\r' or '\n') at++;
            else if (Starts(sql, at, "--")) at = sql.AsSpan(at).IndexOfAny('\r', '\n') is var line and >= 0 ? at + line : sql.Length;
            else if (Starts(sql, at, "/*")) at = sql.IndexOf("*/", at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : throw Refusal(sql, at, "A comment does not end");
            else
            {
                var token = Next(sql, at);
                tokens.Add(token);
                at = token.End;
            }
        }
        return tokens;
    }

    private static TrinoToken Next(string sql, int at) => sql[at] switch
    {
        '\'' => Quoted(sql, at, TrinoTokenKind.Text),
        '"' => Quoted(sql, at, TrinoTokenKind.QuotedName),
        var first when char.IsAsciiLetter(first) || first == '_' => Word(sql, at),
        var first when char.IsAsciiDigit(first) || (first == '.' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1])) => Number(sql, at),
        // What row patterns leave out: {- x -}. Its second half is no comment's first.
        '{' when Starts(sql, at, "{-") => new(TrinoTokenKind.Symbol, at, at + 2, "{-"),
        // A text of another kind, in which quotes mean nothing, stands between two of these.
        '$' when Starts(sql, at, "$$") => throw Refusal(sql, at, "$$ is not allowed"),
        var first when Symbols.Contains(first, StringComparison.Ordinal) => new(TrinoTokenKind.Symbol, at, at + 1, first.ToString()),
        _ => throw Refusal(sql, at, "This character has no meaning outside quotes in Trino's SQL"),
    };

    // The longest of what may begin here goes: 1abc is one token, .5abc two.
    private static TrinoToken Number(string sql, int start)
    {
        var length = new[] { WholePattern(), DecimalPattern(), DoublePattern(), DigitNamePattern() }.Max(pattern => pattern.Match(sql, start).Length);
        return new(TrinoTokenKind.Number, start, start + length, sql.Substring(start, length));
    }

    private static TrinoToken Word(string sql, int start)
    {
        var end = start + 1;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_')) end++;
        return new(TrinoTokenKind.Name, start, end, sql[start..end].ToLowerInvariant());
    }

    private static TrinoToken Quoted(string sql, int start, TrinoTokenKind kind)
    {
        var quote = sql[start];
        for (var at = start + 1; at < sql.Length; at++)
        {
            if (kind == TrinoTokenKind.QuotedName && sql[at] is Kelvin or DottedCapitalI) throw Refusal(sql, at, "This character cannot be in a name: it looks like another letter, and Trino takes it for that");
            if (sql[at] != quote) continue;
            if (at + 1 < sql.Length && sql[at + 1] == quote) at++;
            else return new(kind, start, at + 1, sql[(start + 1)..at].Replace($"{quote}{quote}", $"{quote}", StringComparison.Ordinal).ToLowerInvariant());
        }
        throw Refusal(sql, start, "A quote does not end");
    }

    private static bool Starts(string sql, int at, string with) => string.CompareOrdinal(sql, at, with, 0, with.Length) == 0;

    private static PlatformException Refusal(string sql, int at, string what) => new(FailureKind.Invalid, $"{what} ({TextPosition.At(sql, at)}).");

    [GeneratedRegex(@"\G[0-9](_?[0-9])*")]
    private static partial Regex WholePattern();

    [GeneratedRegex(@"\G([0-9](_?[0-9])*\.([0-9](_?[0-9])*)?|\.[0-9](_?[0-9])*)")]
    private static partial Regex DecimalPattern();

    [GeneratedRegex(@"\G([0-9]+(\.[0-9]*)?|\.[0-9]+)[Ee][+-]?[0-9]+")]
    private static partial Regex DoublePattern();

    [GeneratedRegex(@"\G[0-9][A-Za-z0-9_]+")]
    private static partial Regex DigitNamePattern();
}

internal enum TrinoTokenKind
{
    /// <summary>Without quotes: a keyword, too.</summary>
    Name,
    QuotedName,
    Text,
    /// <summary>Names that begin with a digit, too, which Trino takes for none.</summary>
    Number,
    /// <summary>One character, or <c>{-</c>.</summary>
    Symbol,
}

/// <param name="Start">In characters.</param>
/// <param name="End">Exclusive.</param>
/// <param name="Value">Without quotes, in lower case: Trino's names have no case.</param>
internal readonly record struct TrinoToken(TrinoTokenKind Kind, int Start, int End, string Value)
{
    public bool IsName => Kind is TrinoTokenKind.Name or TrinoTokenKind.QuotedName;

    public bool IsWord(string word) => Kind == TrinoTokenKind.Name && Value == word;

    public bool IsSymbol(string symbol) => Kind == TrinoTokenKind.Symbol && Value == symbol;
}
