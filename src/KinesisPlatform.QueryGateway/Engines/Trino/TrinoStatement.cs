using System.Collections.Frozen;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.QueryGateway.Engines.Trino;

/// <summary>A statement that reads, by how it begins, and the names in it.</summary>
internal sealed class TrinoStatement
{
    // SHOW and DESCRIBE of what there is; EXPLAIN of what would be done.
    private static readonly FrozenSet<string> Queries = FrozenSet.Create(StringComparer.Ordinal, "select", "with", "values", "table");
    private static readonly FrozenSet<string> Reads = Queries.Concat(["show", "describe", "desc", "explain"]).ToFrozenSet(StringComparer.Ordinal);

    private readonly IReadOnlyList<TrinoToken> _tokens;

    private TrinoStatement(string sql, IReadOnlyList<TrinoToken> tokens) => (Sql, _tokens) = (sql, tokens);

    /// <summary>Without a semicolon at its end, which Trino does not take.</summary>
    public string Sql { get; }

    /// <summary>Every name in the statement, in lower case: whatever table it reads by name is among them, and whatever else has a name.</summary>
    public IEnumerable<string> Names => _tokens.Where(token => token.IsName).Select(token => token.Value);

    /// <summary>Every text in the statement, in lower case: table functions are told their tables by them.</summary>
    public IEnumerable<string> Texts => _tokens.Where(token => token.Kind == TrinoTokenKind.Text).Select(token => token.Value);

    public bool IsQuery => FirstWord is { } word && Queries.Contains(word.Value);

    // Behind the parentheses that a query may begin with.
    private TrinoToken? FirstWord => _tokens.SkipWhile(token => token.IsSymbol("(")).Cast<TrinoToken?>().FirstOrDefault() is { Kind: TrinoTokenKind.Name } word ? word : null;

    /// <exception cref="PlatformException">Invalid: nothing that only reads, or not one statement.</exception>
    public static TrinoStatement Read(string sql)
    {
        var tokens = TrinoTokens.Read(sql);
        if (tokens.Count > 0 && tokens[^1] is var last && last.IsSymbol(";")) (tokens, sql) = ([.. tokens.SkipLast(1)], $"{sql[..last.Start]} {sql[last.End..]}");
        var statement = new TrinoStatement(sql, tokens);
        if (tokens.Cast<TrinoToken?>().FirstOrDefault(token => token!.Value.IsSymbol(";")) is { } semicolon) throw statement.Refusal(semicolon, "One statement at a time");
        if (statement.FirstWord is not { } word || !Reads.Contains(word.Value))
            throw new PlatformException(FailureKind.Invalid, "Only statements that read are sent to Trino: they begin with SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE or EXPLAIN.");
        // It runs what it explains.
        if (word.IsWord("explain") && tokens.Count > 1 && tokens[1].IsWord("analyze")) throw statement.Refusal(tokens[1], "EXPLAIN ANALYZE runs what it explains: EXPLAIN alone is allowed");
        return statement;
    }

    /// <summary>
    /// Refuses a query that names any of these catalogs in front of a point, quoted or not. In a session that has no catalog such a name is the only way to a table that the statement does not itself
    /// define, and to a function that is not built in.
    /// </summary>
    /// <exception cref="PlatformException">Invalid.</exception>
    public void CheckNoCatalogIsNamed(IReadOnlySet<string> catalogs)
    {
        for (var i = 0; i + 1 < _tokens.Count; i++)
        {
            if (_tokens[i].IsName && catalogs.Contains(_tokens[i].Value) && _tokens[i + 1].IsSymbol("."))
                throw Refusal(_tokens[i], $"\"{_tokens[i].Value}\" is one of Trino's catalogs, and with an API key streams are read by their own names alone. Where it is a column, name it with its table's alias behind another");
        }
    }

    /// <summary>Puts definitions of relations in front of a query: <c>"a" AS (SELECT …)</c>. They go before everything else of these names in it.</summary>
    /// <exception cref="PlatformException">Invalid: it begins with WITH and something else than queries.</exception>
    public TrinoText Define(IReadOnlyList<string> definitions)
    {
        var at = 0;
        if (!_tokens[at].IsWord("with")) return new(Sql, definitions.Count == 0 ? "" : $"WITH {string.Join(", ", definitions)}\n");
        var words = "WITH";
        var end = _tokens[at++].End;
        if (at < _tokens.Count && _tokens[at].IsWord("recursive")) (words, end) = ("WITH RECURSIVE", _tokens[at++].End);
        // WITH FUNCTION and WITH SESSION bring other things into a query.
        if (at + 1 >= _tokens.Count || !_tokens[at].IsName || !(_tokens[at + 1].IsWord("as") || _tokens[at + 1].IsSymbol("(")))
            throw Refusal(_tokens[Math.Min(at, _tokens.Count - 1)], "With an API key, WITH is followed by the name of a query");
        if (definitions.Count == 0) return new(Sql, "");
        var blanked = Sql[.._tokens[0].Start] + Blank(Sql[_tokens[0].Start..end]) + Sql[end..];
        return new(blanked, $"{words} {string.Join(", ", definitions)},\n");
    }

    /// <summary>The name at a place of an error; null when there is none.</summary>
    public string? NameAt(TextPosition place)
    {
        foreach (var token in _tokens)
        {
            if (token.IsName && TextPosition.At(Sql, token.Start) == place) return Sql[token.Start..token.End].Trim('"');
        }
        return null;
    }

    private static string Blank(string text) => new([.. text.Select(character => character is '\n' or '\r' or '\t' ? character : ' ')]);

    private PlatformException Refusal(TrinoToken token, string what) => new(FailureKind.Invalid, $"{what} ({TextPosition.At(Sql, token.Start)}).");
}
