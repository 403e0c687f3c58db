using System.CommandLine;
using System.Text.Json.Nodes;

namespace KinesisPlatform.Cli.Replays;

/// <summary>How fast a replay sends; the lowest holds.</summary>
internal sealed class PaceOptions
{
    private readonly (Option<double?> Option, string Member)[] _all =
    [
        (New("--records-per-second", "Send at most so many records a second."), "recordsPerSecond"),
        (New("--bytes-per-second", "Send at most so many bytes a second."), "bytesPerSecond"),
        (New("--share", "Take at most this share of what the target has free: 0.5 is half."), "share"),
        (New("--speed", "Space the records as they were: 1 as fast as they came, 10 ten times faster."), "speed"),
    ];

    public Symbol[] All => [.. _all.Select(pace => pace.Option)];

    /// <returns>Null when no pace is given.</returns>
    public JsonObject? Read(ParseResult parsed)
    {
        var pace = new JsonObject();
        foreach (var (option, member) in _all)
            if (parsed.GetValue(option) is { } value) pace[member] = value;
        return pace.Count > 0 ? pace : null;
    }

    private static Option<double?> New(string name, string description) => new(name) { Description = description, HelpName = "N" };
}
