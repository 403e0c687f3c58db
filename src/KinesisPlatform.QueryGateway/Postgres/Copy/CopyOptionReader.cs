using KinesisPlatform.QueryGateway.Postgres.Protocol;
using KinesisPlatform.QueryGateway.Postgres.Syntax;

namespace KinesisPlatform.QueryGateway.Postgres.Copy;

/// <summary>Reads <c>WITH (FORMAT csv, HEADER, DELIMITER ';')</c>, or <c>WITH CSV HEADER DELIMITER AS ';'</c>.</summary>
internal sealed class CopyOptionReader
{
    private readonly SqlStatementText _text;
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _quoted = new(StringComparer.Ordinal);
    private int _next;

    private CopyOptionReader(SqlStatementText text, int next) => (_text, _next) = (text, next);

    /// <exception cref="PostgresException">No such option, or a value that it does not take.</exception>
    public static CopyOptions Read(SqlStatementText text, int next)
    {
        var reader = new CopyOptionReader(text, next);
        if (reader.Take("with") && reader._next == text.Tokens.Count) throw CopyParser.Syntax(text, reader._next);
        if (reader._next < text.Tokens.Count && text.Tokens[reader._next].IsSymbol("(")) reader.ReadList();
        else reader.ReadWords();
        return reader.Options();
    }

    // (FORMAT csv, HEADER, FORCE_QUOTE (a, b))
    private void ReadList()
    {
        do
        {
            _next++;
            var name = Current.Value;
            if (Current.Kind != SqlTokenKind.Word) throw CopyParser.Syntax(_text, _next);
            _next++;
            if (name == "force_quote") ReadQuoted();
            else if (Current.IsSymbol(",") || Current.IsSymbol(")")) Set(name, "true");
            else Set(name, Value());
        }
        while (Current.IsSymbol(","));
        if (!Current.IsSymbol(")")) throw CopyParser.Syntax(_text, _next);
        if (++_next < _text.Tokens.Count) throw CopyParser.Syntax(_text, _next);
    }

    // CSV HEADER DELIMITER AS ';' FORCE QUOTE *
    private void ReadWords()
    {
        while (_next < _text.Tokens.Count)
        {
            if (Take("csv")) Set("format", "csv");
            else if (Take("binary")) Set("format", "binary");
            else if (Take("header")) Set("header", "true");
            else if (Take("force") && Take("quote")) ReadQuoted();
            else if (Current is { Kind: SqlTokenKind.Word, Value: "delimiter" or "delimiters" or "null" or "quote" or "escape" or "encoding" } option)
            {
                _next++;
                Take("as");
                Set(option.Value == "delimiters" ? "delimiter" : option.Value, Value());
            }
            else throw CopyParser.Syntax(_text, _next);
        }
    }

    // *, or a list of columns with parentheses or without
    private void ReadQuoted()
    {
        if (Current.IsSymbol("*"))
        {
            Set("force_quote", Value());
            return;
        }
        var hasParentheses = Current.IsSymbol("(");
        do
        {
            if (hasParentheses || _quoted.Count > 0) _next++;
            if (Current.Kind is not (SqlTokenKind.Word or SqlTokenKind.QuotedName)) throw CopyParser.Syntax(_text, _next);
            _quoted.Add(Value());
        }
        while (_next < _text.Tokens.Count && Current.IsSymbol(","));
        if (!hasParentheses) return;
        if (!Current.IsSymbol(")")) throw CopyParser.Syntax(_text, _next);
        _next++;
    }

    private CopyOptions Options()
    {
        var options = new CopyOptions(Get("format")?.ToLowerInvariant() switch
        {
            null or "text" => CopyFormat.Text,
            "csv" => CopyFormat.Csv,
            "binary" => CopyFormat.Binary,
            var other => throw Invalid($"COPY format \"{other}\" not recognized"),
        });
        if (Get("encoding") is { } encoding && encoding.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() is not ("UTF8" or "UNICODE"))
            throw new PostgresException(SqlState.InvalidParameterValue, $"encoding {encoding} is not supported: it is UTF8");
        if (options.Format == CopyFormat.Binary && _values.Keys.Any(name => name is "delimiter" or "null" or "header")) throw Invalid("DELIMITER, NULL and HEADER have no place in BINARY mode");
        if (options.Format != CopyFormat.Csv && (_quoted.Count > 0 || _values.Keys.Any(name => name is "quote" or "escape" or "force_quote"))) throw Invalid("QUOTE, ESCAPE and FORCE_QUOTE need FORMAT csv");
        if (Get("delimiter") is { } delimiter) options = options with { Delimiter = One("delimiter", delimiter) };
        if (Get("null") is { } none) options = options with { Null = none };
        if (Get("quote") is { } quote) options = options with { Quote = One("quote", quote), Escape = One("quote", quote) };
        if (Get("escape") is { } escape) options = options with { Escape = One("escape", escape) };
        options = options with { HasHeader = Get("header") is { } header && Flag(header), QuotesAll = Get("force_quote") is not null, Quoted = _quoted };
        if (options.Delimiter is '\n' or '\r' || options.Null.AsSpan().IndexOfAny('\n', '\r') >= 0) throw Invalid("COPY delimiter and null representation cannot use newline or carriage return");
        if (options.Format == CopyFormat.Text && "\\.abcdefghijklmnopqrstuvwxyz0123456789".Contains(options.Delimiter, StringComparison.Ordinal)) throw Invalid($"COPY delimiter cannot be \"{options.Delimiter}\"");
        if (options.Format == CopyFormat.Csv && options.Delimiter == options.Quote) throw Invalid("COPY delimiter and quote must be different");
        if (options.Null.Contains(options.Delimiter, StringComparison.Ordinal)) throw Invalid("COPY delimiter must not appear in the NULL specification");
        return options;
    }

    private SqlToken Current => _next < _text.Tokens.Count ? _text.Tokens[_next] : throw CopyParser.Syntax(_text, _next);

    private bool Take(string word)
    {
        if (_next >= _text.Tokens.Count || !_text.Tokens[_next].IsWord(word)) return false;
        _next++;
        return true;
    }

    // Of texts with escapes only the one that is used: E'\t'.
    private string Value()
    {
        var token = Current;
        _next++;
        return _text.Sql[token.Start..token.End].Equals("E'\\t'", StringComparison.OrdinalIgnoreCase) ? "\t" : token.Value;
    }

    private void Set(string name, string value)
    {
        if (name is not ("format" or "header" or "delimiter" or "null" or "quote" or "escape" or "encoding" or "force_quote")) throw new PostgresException(SqlState.SyntaxError, $"option \"{name}\" not recognized") { Offset = CopyParser.Place(_text, _next - 1) };
        if (!_values.TryAdd(name, value)) throw new PostgresException(SqlState.SyntaxError, "conflicting or redundant options");
    }

    private string? Get(string name) => _values.GetValueOrDefault(name);

    private static char One(string name, string value) => value is [var only and < '\x80'] ? only : throw Invalid($"COPY {name} must be a single one-byte character");

    private static bool Flag(string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "ON" or "1" => true,
        "FALSE" or "OFF" or "0" => false,
        _ => throw Invalid("header requires a Boolean value"),
    };

    private static PostgresException Invalid(string message) => new(SqlState.InvalidParameterValue, message);
}
