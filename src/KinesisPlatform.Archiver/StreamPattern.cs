using System.IO.Enumeration;
using System.Text.RegularExpressions;

namespace KinesisPlatform.Archiver;

/// <summary>Names of streams in options: one name, or a pattern in which <c>*</c> stands for any characters. Upper and lower case differ, as they do in Kinesis.</summary>
internal static partial class StreamPattern
{
    public static bool IsValid(string text) => Pattern().IsMatch(text);

    /// <summary>Whether it may mean streams that nobody named: finding them takes the list of all.</summary>
    public static bool IsOpen(string text) => text.Contains('*', StringComparison.Ordinal);

    public static bool Matches(string text, StreamName stream) =>
        IsOpen(text) ? FileSystemName.MatchesSimpleExpression(text, stream.Value, ignoreCase: false) : text == stream.Value;

    [GeneratedRegex(@"\A[a-zA-Z0-9_.*-]{1,128}\z")]
    private static partial Regex Pattern();
}
