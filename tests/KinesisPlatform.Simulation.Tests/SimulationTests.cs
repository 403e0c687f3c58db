using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace KinesisPlatform.Simulation.Tests;

public sealed partial class SimulationTests(ITestOutputHelper log)
{
    [Fact]
    public async Task Histories_AsManyAsFitIntoTwoMinutes_KeepEveryPromise()
    {
        var (exitCode, output) = await Simulator.RunAsync("--seeds", "8000", "--seconds", "120");

        log.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task HistoriesOfReplays_AsManyAsFitIntoTenSeconds_KeepEveryPromise()
    {
        var (exitCode, output) = await Simulator.RunAsync("--replays", "--seeds", "2000", "--seconds", "10");

        log.WriteLine(output);
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task SeedOfReplays_InTwoProcesses_GivesTheSameHistories()
    {
        string[] arguments = ["--replays", "--seeds", "4", "--from", "100"];
        var (first, second) = (await Simulator.RunAsync(arguments), await Simulator.RunAsync(arguments));

        Assert.Equal(TraceHash().Match(first.Output).Value, TraceHash().Match(second.Output).Value);
        Assert.Matches(TraceHash(), first.Output);
    }

    [Fact]
    public async Task Seed_InTwoProcesses_GivesTheSameHistories()
    {
        string[] arguments = ["--seeds", "12", "--from", "100"];
        var (first, second) = (await Simulator.RunAsync(arguments), await Simulator.RunAsync(arguments));

        Assert.Equal(TraceHash().Match(first.Output).Value, TraceHash().Match(second.Output).Value);
        Assert.Matches(TraceHash(), first.Output);
    }

    [Fact]
    public async Task Seed_RunTwiceInOneProcess_GivesTheSameHistory()
    {
        var (_, alone) = await Simulator.RunAsync("--seed", "103");
        var (_, afterOthers) = await Simulator.RunAsync("--seeds", "4", "--from", "100", "--each");

        var hash = SeedHash().Match(alone).Value;
        Assert.NotEmpty(hash);
        Assert.Contains(hash, afterOthers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_ThatMakeNoSense_AreRefused() => Assert.Equal(2, (await Simulator.RunAsync("--seeds", "many")).ExitCode);

    [GeneratedRegex("trace [0-9a-f]{16}$", RegexOptions.Multiline)]
    private static partial Regex TraceHash();

    [GeneratedRegex("trace [0-9a-f]{16}(?=; faults)")]
    private static partial Regex SeedHash();
}
