using System.Globalization;
using System.Text;

namespace KinesisPlatform.Cli.Output;

/// <summary>
/// Text from elsewhere, made harmless: a record's payload could otherwise move the cursor, change the terminal's title or show what is not there. Control characters and those that change the
/// direction of writing are written as escapes.
/// </summary>
internal static class Printable
{
    public static string Of(string text)
    {
        var first = 0;
        while (first < text.Length && !IsEscaped(text[first])) first++;
        if (first == text.Length) return text;
        var builder = new StringBuilder(text, 0, first, text.Length + 16);
        foreach (var c in text.AsSpan(first))
        {
            if (!IsEscaped(c)) builder.Append(c);
            else builder.Append(c switch { '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") });
        }
        return builder.ToString();
    }

    /// <summary>As above, but a line break stays one: for messages of several lines.</summary>
    public static string OfLines(string text) => string.Join('\n', text.Split('\n').Select(line => Of(line.TrimEnd('\r'))));

    // U+202A-E and U+2066-9 reorder what stands behind them; U+2028 and U+2029 break lines.
    private static bool IsEscaped(char c) => char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u2028' or '\u2029';
}
