using System.Text.Json;
using KinesisPlatform.ServiceDefaults.Problems;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Reads <c>{"recordsPerSecond": 100, "bytesPerSecond": 1e6, "share": 0.5, "speed": 10}</c>: at least one of them, and the lowest holds.</summary>
internal static class ReplayPaceReader
{
    public const string SpeedOfCompacted = "A compacted replay sends the last record of each key, shard after shard: it has no original spacing, and so no speed. Use recordsPerSecond, bytesPerSecond or share.";

    private static readonly Dictionary<string, (double Min, double Max, Func<ReplayPace, double, ReplayPace> Set)> Members = new(StringComparer.Ordinal)
    {
        ["recordsPerSecond"] = (0.001, 10_000_000, (pace, value) => pace with { RecordsPerSecond = value }),
        ["bytesPerSecond"] = (1, 100_000_000_000, (pace, value) => pace with { BytesPerSecond = value }),
        ["share"] = (0.001, 1, (pace, value) => pace with { Share = value }),
        ["speed"] = (0.001, 1_000_000, (pace, value) => pace with { Speed = value }),
    };

    public static ReplayPace? Read(string name, JsonElement value, RequestErrors errors)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.EnumerateObject().Any())
        {
            errors.Add(name, $"Must be an object with one or more of {string.Join(", ", Members.Keys)}; leave it out to use all that the target has free.");
            return null;
        }
        var (pace, seen) = (new ReplayPace(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var member in value.EnumerateObject())
        {
            if (!Members.TryGetValue(member.Name, out var limit)) errors.Add($"{name}.{member.Name}", $"There is no such member; there are {string.Join(", ", Members.Keys)}.");
            else if (!seen.Add(member.Name)) errors.Add($"{name}.{member.Name}", "The member is given twice.");
            else if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out var number) && number >= limit.Min && number <= limit.Max) pace = limit.Set(pace, number);
            else errors.Add($"{name}.{member.Name}", FormattableString.Invariant($"Must be a number from {limit.Min} to {limit.Max}, for the whole replay."));
        }
        return pace;
    }
}
