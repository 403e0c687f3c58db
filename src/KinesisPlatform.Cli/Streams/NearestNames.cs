namespace KinesisPlatform.Cli.Streams;

/// <summary>What a name that is not there may have been meant to be.</summary>
internal static class NearestNames
{
    private const int ShownMax = 3;

    /// <returns>At most three, the nearest first: those within a third of the name's length in insertions, deletions, replacements and exchanges of neighbours, or that begin with it.</returns>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> known)
    {
        var limit = Math.Max(1, name.Length / 3);
        return
        [
            .. known.Where(other => other != name)
                .Select(other => (Name: other, Distance: IsBeginning(name, other) ? 0 : Distance(name.ToUpperInvariant(), other.ToUpperInvariant())))
                .Where(other => other.Distance <= limit)
                .OrderBy(other => other.Distance).ThenBy(other => other.Name, StringComparer.Ordinal)
                .Take(ShownMax).Select(other => other.Name),
        ];
    }

    private static bool IsBeginning(string name, string other) => name.Length >= 3 && other.StartsWith(name, StringComparison.OrdinalIgnoreCase);

    // Damerau-Levenshtein with adjacent exchanges, three rows at a time.
    private static int Distance(string a, string b)
    {
        var (before, last, current) = (new int[b.Length + 1], Enumerable.Range(0, b.Length + 1).ToArray(), new int[b.Length + 1]);
        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                current[j] = Math.Min(Math.Min(last[j] + 1, current[j - 1] + 1), last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
            (before, last, current) = (last, current, before);
        }
        return last[b.Length];
    }
}
