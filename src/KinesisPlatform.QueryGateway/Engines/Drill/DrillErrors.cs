using System.Globalization;
using System.Text.RegularExpressions;
using KinesisPlatform.Sql.Gate;

namespace KinesisPlatform.QueryGateway.Engines.Drill;

/// <summary>
/// What Drill says of a failure: <c>VALIDATION ERROR: From line 1, column 15 to line 1, column 16: Object 'x' not found within 's3.archive' … [Error Id: …]</c>, <c>PARSE ERROR: … line 2, column 3</c>,
/// <c>RESOURCE ERROR: …</c>, <c>SYSTEM ERROR: …</c>, or, of the planner, the text without a kind.
/// </summary>
internal static partial class DrillErrors
{
    private const int MessageCharsMax = 2000;

    /// <param name="linesBefore">That this service put in front of the statement.</param>
    public static PlatformException Describe(string? message, string? queryId, int linesBefore)
    {
        if (message is null) return new(FailureKind.Unavailable, $"The query failed at Drill, which does not say why: its console shows the query {queryId}.");
        var place = PlacePattern().Match(message) is { Success: true } match
            && int.TryParse(match.Groups["line"].Value, CultureInfo.InvariantCulture, out var line) && int.TryParse(match.Groups["column"].Value, CultureInfo.InvariantCulture, out var column) && line > linesBefore
            ? new TextPosition(line - linesBefore, column)
            : default(TextPosition?);
        // The places in Drill's words count the line in front.
        var text = IdPattern().Replace(RangePattern().Replace(message, ""), "").Trim().TrimEnd('.');
        if (text.Length > MessageCharsMax) text = $"{text[..MessageCharsMax]}…";
        var where = place is { } known ? $" ({known})" : "";
        if (text.Contains("not found", StringComparison.Ordinal) && text.Contains("Object '", StringComparison.Ordinal)) return new(FailureKind.NotFound, $"Drill: {text}{where}.");
        return KindPattern().Match(text).Groups["kind"].Value switch
        {
            "RESOURCE" => new(FailureKind.Unavailable, $"Drill cannot run the query now: {text}. Try again later, or narrow it."),
            "SYSTEM" or "CONNECTION" => new(FailureKind.Unavailable, $"Drill failed inside: {text}. Try again; its console shows the query {queryId}."),
            _ => new(FailureKind.Invalid, $"Drill: {text}{where}."),
        };
    }

    [GeneratedRegex(@"\A(?<kind>[A-Z]+) ERROR: ")]
    private static partial Regex KindPattern();

    [GeneratedRegex(@"line (?<line>\d+), column (?<column>\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex PlacePattern();

    [GeneratedRegex(@"(From line \d+, column \d+ to line \d+, column \d+: | at line \d+, column \d+)", RegexOptions.IgnoreCase)]
    private static partial Regex RangePattern();

    [GeneratedRegex(@"\s*\[Error Id: [^\]]*\]")]
    private static partial Regex IdPattern();
}
