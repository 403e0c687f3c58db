using System.Text.RegularExpressions;

namespace KinesisPlatform.Archive;

/// <summary>Which folders may hold a stream's table, besides the archive's own.</summary>
public static partial class TablePlace
{
    private const int CharactersMax = 512;

    /// <returns>What is wrong with a prefix; null when nothing is.</returns>
    public static string? Problem(string prefix, ArchiveOptions options)
    {
        if (prefix.Length > CharactersMax || !Prefix().IsMatch(prefix) || prefix.Split('/').Any(name => name is "." or ".."))
            return $"The prefix '{prefix}' must be folder names joined by '/', without a '/' at either end, of at most {CharactersMax} letters, digits and !_.*'()-.";
        // Below the archive's folder lie tables: another inside one of them would be swept away with its orphans.
        return options.Prefix.Length > 0 && prefix.StartsWith(options.KeyPrefix, StringComparison.Ordinal)
            ? $"The prefix '{prefix}' is inside the archive's own folder '{options.Prefix}', whose folders are streams: choose one outside of it, or '{options.Prefix}' itself."
            : null;
    }

    [GeneratedRegex(ArchiveOptions.PrefixPattern)]
    private static partial Regex Prefix();
}
