using System.Text;
using System.Text.Json;
using KinesisPlatform.QueryGateway.Engines.Trino;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>The tokens by which statements are confined, against those of a lexer that ANTLR made of Trino's own grammar.</summary>
public sealed class TrinoTokensTests
{
    // Whatever begins, ends, hides or splits a token, and what stands next to it.
    private static readonly string[] Pieces =
    [
        "kinesis", "Kinesis", "\"kinesis\"", "\"ki\"\"nesis\"", "secret", "x", "_a1", "select", "from", "1", "1.", ".5", "1e5", "1abc", "0x1F", ".", ".", ".", ",", "(", ")", "'", "''", "'a'", "'it''s'", "\"", "\"\"", "U&'", "u&'\\0041'", "X'41'",
        "x'", "--", "-", "/*", "*/", "/", "*", "/**/", "\n", "\r", "\r\n", " ", "\t", ";", "?", "=>", "->", "||", "<>", "[", "]", "{", "}", ":", "|", "^", "$", "%", "&", "ü", "\u212A", "😀", "`", "@", "#", "\\", "!", "\u00A0",
    ];

    [Fact]
    public async Task Tokens_OfEveryStatementThatIsTaken_AreTrinosOwn()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var statements = Enumerable.Range(0, 20_000).Select(_ => Statement(random)).Where(statement => Read(statement) is not null).ToList();
        Assert.True(statements.Count > 1_000, $"seed {seed}: only {statements.Count} statements were taken");
        var path = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(path, JsonSerializer.Serialize(statements));
            using var theirs = JsonDocument.Parse(await NodeScript.RunAsync("trino_tokens.mjs", path));
            foreach (var (statement, tokens) in statements.Zip(theirs.RootElement.EnumerateArray()))
            {
                var (own, other) = (Describe(Read(statement)!), Describe(tokens));
                Assert.True(own == other, $"seed {seed}: {JsonSerializer.Serialize(statement)}\nhere  {own}\nTrino {other}");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Statement(Random random)
    {
        var text = new StringBuilder("select ");
        for (var i = random.Next(1, 14); i > 0; i--) text.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(3) == 0 ? " " : "");
        return text.ToString();
    }

    private static IReadOnlyList<TrinoToken>? Read(string statement)
    {
        try
        {
            return TrinoTokens.Read(statement);
        }
        catch (PlatformException)
        {
            return null;
        }
    }

    // What confinement goes by: names where they are, and the points behind them; semicolons; and that nothing of a text or comment is any of these.
    private static string Describe(IReadOnlyList<TrinoToken> tokens) => string.Join(' ', tokens
        // U and X in front of a text are part of it.
        .Where((token, i) => !(token.Kind == TrinoTokenKind.Name && token.Value is "x" && i + 1 < tokens.Count && tokens[i + 1].Kind == TrinoTokenKind.Text && tokens[i + 1].Start == token.End)
            && !(token.Kind == TrinoTokenKind.Name && token.Value is "u" && i + 2 < tokens.Count && tokens[i + 1].IsSymbol("&") && tokens[i + 2].Kind == TrinoTokenKind.Text && tokens[i + 1].Start == token.End && tokens[i + 2].Start == tokens[i + 1].End))
        .Where(token => token.IsName || token.IsSymbol(";"))
        .Select(token => $"{(token.Kind == TrinoTokenKind.QuotedName ? "quoted" : token.Kind == TrinoTokenKind.Name ? "name" : "SEMICOLON")}:{token.Start}-{token.End}{(token.IsName && tokens.FirstOrDefault(next => next.Start >= token.End) is { End: > 0 } next && next.IsSymbol(".") ? "." : "")}"));

    private static string Describe(JsonElement tokens)
    {
        var list = tokens.EnumerateArray().Select(token => (Kind: token[0].GetString()!, Start: token[1].GetInt32(), End: token[2].GetInt32())).ToList();
        return string.Join(' ', list.Select((token, i) => (token, IsNamed: i + 1 < list.Count && list[i + 1].Kind == "."))
            .Where(pair => pair.token.Kind is "name" or "quoted" or "SEMICOLON")
            .Select(pair => $"{pair.token.Kind}:{pair.token.Start}-{pair.token.End}{(pair.token.Kind != "SEMICOLON" && pair.IsNamed ? "." : "")}"));
    }
}
