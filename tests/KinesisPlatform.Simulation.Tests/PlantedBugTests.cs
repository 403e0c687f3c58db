using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace KinesisPlatform.Simulation.Tests;

/// <summary>The checker is checked: it finds each bug that somebody might make.</summary>
public sealed partial class PlantedBugTests(ITestOutputHelper log)
{
    public static TheoryData<string> Names => [.. PlantedBugs.PlantedBugs.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task PlantedBug_IsFoundWithin200Seeds(string bug)
    {
        var (exitCode, output) = await Simulator.RunAsync("--seeds", "200", "--bug", bug);

        Assert.True(exitCode == 1, $"{bug} was not found. {output}");
        log.WriteLine($"{bug}: {Found().Match(output).Value}");
    }

    public static TheoryData<string> ReplayNames => [.. Replays.ReplayBugs.Names];

    [Theory]
    [MemberData(nameof(ReplayNames))]
    public async Task PlantedBugOfReplays_IsFoundWithin100Seeds(string bug)
    {
        var (exitCode, output) = await Simulator.RunAsync("--replays", "--seeds", "100", "--bug", bug);

        Assert.True(exitCode == 1, $"{bug} was not found. {output}");
        log.WriteLine($"{bug}: {Found().Match(output).Value}");
    }

    [GeneratedRegex("VIOLATION in seed.*\n.*")]
    private static partial Regex Found();
}
