using System.Globalization;

namespace KinesisPlatform.Simulation;

/// <summary>The command line, read.</summary>
internal sealed record Arguments
{
    public ulong? Seed { get; init; }
    public ulong From { get; init; } = 1;
    public int SeedCount { get; init; } = 100;
    public TimeSpan TimeMax { get; init; } = TimeSpan.MaxValue;
    public string? Bug { get; init; }
    public bool IsTraced { get; init; }
    public bool ShowsEach { get; init; }
    public bool ListsBugs { get; init; }

    /// <summary>Histories of replays, not of archiving.</summary>
    public bool IsOfReplays { get; init; }

    /// <exception cref="ArgumentException">Says what is wrong.</exception>
    public static Arguments Parse(IReadOnlyList<string> args)
    {
        var arguments = new Arguments();
        for (var i = 0; i < args.Count; i++)
        {
            arguments = args[i] switch
            {
                "--seed" => arguments with { Seed = Number(args, ++i) },
                "--from" => arguments with { From = Number(args, ++i) },
                "--seeds" => arguments with { SeedCount = (int)Number(args, ++i) },
                "--seconds" => arguments with { TimeMax = TimeSpan.FromSeconds(Number(args, ++i)) },
                "--bug" => arguments with { Bug = i + 1 < args.Count ? args[++i] : throw new ArgumentException("--bug needs a name.") },
                "--bugs" => arguments with { ListsBugs = true },
                "--each" => arguments with { ShowsEach = true },
                "--replays" => arguments with { IsOfReplays = true },
                "--trace" => arguments with { IsTraced = true },
                var unknown => throw new ArgumentException($"'{unknown}' is not understood."),
            };
        }
        return arguments;
    }

    private static ulong Number(IReadOnlyList<string> args, int index) =>
        index < args.Count && ulong.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new ArgumentException($"{args[index - 1]} needs a number.");
}
