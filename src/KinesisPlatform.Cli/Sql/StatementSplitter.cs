namespace KinesisPlatform.Cli.Sql;

/// <summary>
/// Splits a script at the semicolons that end statements: not those in <c>'texts'</c>, <c>E'te\'xts'</c>, <c>"names"</c>, <c>$tag$texts$tag$</c>, <c>-- comments</c> and <c>/* comments */</c>, which may be
/// nested.
/// </summary>
internal static class StatementSplitter
{
    /// <param name="rest">What stands behind the last semicolon, comments and space included; empty when that is all.</param>
    /// <returns>The statements without their semicolons; those of comments alone are left out.</returns>
    public static IReadOnlyList<string> Split(string script, out string rest)
    {
        var (statements, start, hasWords) = (new List<string>(), 0, false);
        var i = 0;
        while (i < script.Length)
        {
            var c = script[i];
            if (c == ';')
            {
                if (hasWords) statements.Add(script[start..i].Trim());
                (start, hasWords) = (++i, false);
            }
            else if (IsAt(script, i, "--")) i = LineEnd(script, i);
            else if (IsAt(script, i, "/*"))
            {
                i = CommentEnd(script, i, out var isOpen);
                hasWords |= isOpen;
            }
            else
            {
                hasWords |= !char.IsWhiteSpace(c);
                i = TokenEnd(script, i);
            }
        }
        rest = hasWords ? script[start..] : "";
        return statements;
    }

    /// <summary>Every statement, the last of which needs no semicolon.</summary>
    public static IReadOnlyList<string> Split(string script)
    {
        var statements = Split(script, out var rest);
        return rest.Trim().Length == 0 ? statements : [.. statements, rest.Trim()];
    }

    private static int TokenEnd(string script, int i) => script[i] switch
    {
        '\'' => QuoteEnd(script, i, '\'', IsEscapeText(script, i)),
        '"' => QuoteEnd(script, i, '"', false),
        '$' when DollarTag(script, i) is { } tag => After(script, script.IndexOf(tag, i + tag.Length, StringComparison.Ordinal), tag.Length),
        _ => i + 1,
    };

    // A doubled quote ends one text and begins the next: the same for this purpose.
    private static int QuoteEnd(string script, int i, char quote, bool hasEscapes)
    {
        for (i++; i < script.Length; i++)
        {
            if (hasEscapes && script[i] == '\\') i++;
            else if (script[i] == quote) return i + 1;
        }
        return script.Length;
    }

    private static bool IsEscapeText(string script, int i) => i > 0 && script[i - 1] is 'e' or 'E' && (i == 1 || !IsNamePart(script[i - 2]));

    // $1 is a parameter, and a$b a name.
    private static string? DollarTag(string script, int i)
    {
        if (i > 0 && IsNamePart(script[i - 1])) return null;
        var end = i + 1;
        while (end < script.Length && IsNamePart(script[end])) end++;
        return end < script.Length && script[end] == '$' && !char.IsAsciiDigit(script[i + 1]) ? script[i..(end + 1)] : null;
    }

    private static int CommentEnd(string script, int i, out bool isOpen)
    {
        var depth = 0;
        do
        {
            if (IsAt(script, i, "/*")) (depth, i) = (depth + 1, i + 2);
            else if (IsAt(script, i, "*/")) (depth, i) = (depth - 1, i + 2);
            else i++;
        }
        while (depth > 0 && i < script.Length);
        isOpen = depth > 0;
        return Math.Min(i, script.Length);
    }

    private static int LineEnd(string script, int i) => After(script, script.IndexOf('\n', i), 1);

    private static int After(string script, int found, int length) => found < 0 ? script.Length : found + length;

    private static bool IsAt(string script, int i, string text) => script.AsSpan(i).StartsWith(text, StringComparison.Ordinal);

    private static bool IsNamePart(char c) => char.IsLetterOrDigit(c) || c is '_';
}
