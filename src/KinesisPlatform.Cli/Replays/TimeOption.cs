using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;

namespace KinesisPlatform.Cli.Replays;

/// <summary>A moment: ISO 8601 with an offset, <c>now</c>, or how long ago, such as <c>2h</c>.</summary>
internal static partial class TimeOption
{
    public static Option<DateTimeOffset?> Create(string name, string description, TimeProvider time) => new(name)
    {
        Description = $"{description} 2026-01-31T12:00:00Z, now, or how long ago: 2h.",
        HelpName = "TIME",
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value, time.GetUtcNow()) is { } parsed) return parsed;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a time with an offset, such as 2026-01-31T12:00:00Z or 2026-01-31T13:00:00+01:00, nor how long ago, such as 90m or 2h.");
            return null;
        },
    };

    /// <returns>Null when it is none.</returns>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (text == "now") return now;
        if (Offset().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) return at;
        // A number alone would be a length of time elsewhere; here it may be meant as a date.
        return text.Length > 0 && char.IsAsciiLetter(text[^1]) && DurationOption.Parse(text) is { } ago ? now - ago : null;
    }

    // Without an offset it would be in the time zone of this machine.
    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}T.*(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Offset();
}
