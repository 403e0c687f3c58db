namespace KinesisPlatform.Cli.Sql;

/// <summary>How wide the columns of a table may be for its rows to stay on one line each.</summary>
internal static class ColumnWidths
{
    // Of less than this nothing is seen.
    private const int WidthMin = 8;

    // What a frame takes of a column: its line and a space at either side.
    private const int FrameWidth = 3;

    /// <param name="wanted">What each column would take.</param>
    /// <param name="width">Of the terminal.</param>
    /// <returns>At most what is wanted. The widest give way first; where so many columns cannot fit, none is narrower than eight and lines break.</returns>
    public static int[] Fit(IReadOnlyList<int> wanted, int width)
    {
        var available = width - 1 - (wanted.Count * FrameWidth);
        var limit = wanted.Count == 0 ? 0 : wanted.Max();
        while (limit > WidthMin && wanted.Sum(column => Math.Min(column, limit)) > available) limit--;
        return [.. wanted.Select(column => Math.Min(column, limit))];
    }

    /// <returns>The text, or its beginning and an ellipsis.</returns>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width) return text;
        // Not between the halves of one character.
        var length = char.IsHighSurrogate(text[width - 2]) ? width - 2 : width - 1;
        return $"{text[..length]}…";
    }
}
