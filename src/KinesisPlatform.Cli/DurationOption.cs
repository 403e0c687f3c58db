using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli;

/// <summary>A length of time: <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>, <c>1h30m</c>; a number alone is seconds.</summary>
internal static partial class DurationOption
{
    private const string Expected = "such as 30s, 5m, 2h or 1h30m";

    public static Option<TimeSpan> Create(string name, string description, TimeSpan standard) => new(name)
    {
        Description = $"{description} By default {Shown.Duration(standard)}.",
        HelpName = "DURATION",
        DefaultValueFactory = _ => standard,
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value) is { } duration && duration > TimeSpan.Zero) return duration;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a length of time {Expected}.");
            return standard;
        },
    };

    /// <summary>Null where it is left to the service.</summary>
    public static Option<TimeSpan?> CreateOptional(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        CustomParser = result =>
        {
            if (Parse(result.Tokens[0].Value) is { } duration && duration > TimeSpan.Zero) return duration;
            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a length of time {Expected}.");
            return null;
        },
    };

    /// <returns>Null when it is none.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)) return seconds <= 1e9 ? TimeSpan.FromSeconds(seconds) : null;
        if (Pattern().Match(text) is not { Success: true } match) return null;
        var total = Part("d") * 86_400 + Part("h") * 3_600 + Part("m") * 60 + Part("s");
        return total <= 1e9 ? TimeSpan.FromSeconds(total) : null;

        double Part(string unit) => match.Groups[unit] is { Success: true } group ? double.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
    }

    [GeneratedRegex(@"\A(?=.)((?<d>[0-9]{1,6}(\.[0-9]+)?)d)?((?<h>[0-9]{1,6}(\.[0-9]+)?)h)?((?<m>[0-9]{1,6}(\.[0-9]+)?)m)?((?<s>[0-9]{1,9}(\.[0-9]+)?)s)?\z")]
    private static partial Regex Pattern();
}
