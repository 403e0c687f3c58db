using System.Collections.Frozen;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>A statement that reads, by how it begins. What it reads is not looked into: Drill's tables are files of any path, and nothing tells beforehand which.</summary>
internal sealed record DrillStatement(string Sql)
{
    private static readonly FrozenSet<string> Reads = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "select", "with", "values", "show", "describe", "desc", "explain");

    /// <exception cref="PlatformException">Invalid: nothing that only reads.</exception>
    public static DrillStatement Read(string sql)
    {
        // Drill takes no semicolon at the end.
        var text = sql.TrimEnd();
        if (text.EndsWith(';')) text = text[..^1];
        var at = Begin(text);
        var end = at;
        while (end < text.Length && char.IsAsciiLetter(text[end])) end++;
        return Reads.Contains(text[at..end])
            ? new(text)
            : throw new PlatformException(FailureKind.Invalid, "Only statements that read are sent to Drill: they begin with SELECT, WITH, VALUES, SHOW, DESCRIBE or EXPLAIN.");
    }

    /// <summary>Whether a stream's name stands in the statement, by itself or in a path.</summary>
    public bool Names(StreamName stream)
    {
        for (var at = 0; (at = Sql.IndexOf(stream.Value, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            if (IsEdge(at - 1) && IsEdge(at + stream.Value.Length)) return true;
        }
        return false;
    }

    // Behind spaces, comments and parentheses. Drill's parser knows a third form of comment, which is left to it: nothing that begins so is sent.
    private static int Begin(string sql)
    {
        var at = 0;
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]) || sql[at] == '(') at++;
            else if (Starts(sql, at, "--")) at = sql.AsSpan(at).IndexOfAny('\r', '\n') is var line and >= 0 ? at + line : sql.Length;
            else if (Starts(sql, at, "/*")) at = sql.IndexOf("*/", at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : throw new PlatformException(FailureKind.Invalid, $"A comment does not end ({TextPosition.At(sql, at)}).");
            else break;
        }
        return at;
    }

    private static bool Starts(string sql, int at, string with) => string.CompareOrdinal(sql, at, with, 0, with.Length) == 0;

    private bool IsEdge(int at) => at < 0 || at >= Sql.Length || !(char.IsAsciiLetterOrDigit(Sql[at]) || Sql[at] is '_' or '-');
}
