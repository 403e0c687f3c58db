using System.Globalization;
using System.Text.RegularExpressions;

namespace KinesisPlatform.DuckDb;

/// <summary>An error that DuckDB reported, in DuckDB's words.</summary>
/// <param name="position">Offset in the SQL text, in characters from 0, where DuckDB pointed at one.</param>
public sealed partial class DuckDbException(string message, DuckDbErrorKind kind, int? position = null) : Exception(message)
{
    public DuckDbErrorKind Kind { get; } = kind;

    public int? Position { get; } = position;

    /// <summary>Finds kind and position in DuckDB's text, where the C API gives the text only.</summary>
    /// <param name="kind">What the C API said; <see cref="DuckDbErrorKind.Unknown"/> when it said nothing.</param>
    internal static DuckDbException From(string? text, DuckDbErrorKind kind, string? sql)
    {
        text = string.IsNullOrEmpty(text) ? "DuckDB reported a failure without a message." : text;
        return new(text, kind == DuckDbErrorKind.Unknown ? KindOf(text) : kind, sql is null ? null : PositionIn(sql, text));
    }

    // "Out of Memory Error: ...", "INTERRUPT Error: ...", "Binder Error: ..."
    private static DuckDbErrorKind KindOf(string text)
    {
        var end = text.IndexOf(" Error:", StringComparison.Ordinal);
        if (end < 0) return DuckDbErrorKind.Unknown;
        return Enum.TryParse<DuckDbErrorKind>(text[..end].Replace(" ", "", StringComparison.Ordinal), ignoreCase: true, out var kind) ? kind : DuckDbErrorKind.Unknown;
    }

    // LINE 2: ...some text around it...
    //               ^
    private static int? PositionIn(string sql, string text)
    {
        var match = Pointer().Match(text);
        if (!match.Success || !int.TryParse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture, out var lineNumber)) return null;
        var column = match.Groups["indent"].Length - match.Groups["head"].Length;
        var excerpt = match.Groups["text"].Value;
        var lineStart = LineStart(sql, lineNumber);
        if (lineStart < 0) return null;
        if (!excerpt.StartsWith("...", StringComparison.Ordinal)) return InRange(sql, lineStart + column);

        var found = sql.IndexOf(excerpt[3..^(excerpt.EndsWith("...", StringComparison.Ordinal) ? 3 : 0)], lineStart, StringComparison.Ordinal);
        return found < 0 ? null : InRange(sql, found + column - 3);
    }

    private static int LineStart(string sql, int lineNumber)
    {
        var start = 0;
        for (var line = 1; line < lineNumber; line++)
        {
            var end = sql.IndexOf('\n', start);
            if (end < 0) return -1;
            start = end + 1;
        }
        return start;
    }

    private static int? InRange(string sql, int position) => position >= 0 && position <= sql.Length ? position : null;

    [GeneratedRegex(@"^(?<head>LINE (?<line>\d+): )(?<text>.*)\n(?<indent> *)\^", RegexOptions.Multiline)]
    private static partial Regex Pointer();
}
