using System.Diagnostics;
using System.Globalization;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation;

/// <summary>The command line.</summary>
internal static class Commands
{
    private const int TraceLinesShown = 60;

    private const string Usage = """
        --seeds N [--from S] [--seconds T] [--each]   runs histories S to S+N-1 (from 1), for T seconds at most; exit code 1 on the first violation
        --seed S [--trace]                            runs one history, with --trace telling all that happens in it
        --bug NAME                                    with a planted bug; --bugs lists them
        --replays                                     histories of replays, in the place of those of archiving; with --bugs, theirs
        """;

    public static int Run(IReadOnlyList<string> args, TextWriter output)
    {
        SingleThread.Prepare();
        try
        {
            var arguments = Arguments.Parse(args);
            if (arguments.ListsBugs)
            {
                foreach (var name in arguments.IsOfReplays ? Replays.ReplayBugs.Names : PlantedBugs.PlantedBugs.Names) output.WriteLine(name);
                return 0;
            }
            return arguments.Seed is { } seed ? RunOne(seed, arguments, output) : RunMany(arguments, output);
        }
        catch (ArgumentException error)
        {
            output.WriteLine(error.Message);
            output.WriteLine(Usage);
            return 2;
        }
    }

    private static int RunOne(ulong seed, Arguments arguments, TextWriter output)
    {
        var counts = new FaultCounts();
        var result = HistoryRunner.Of(arguments, counts).Run(seed, arguments.IsTraced ? output : null);
        output.WriteLine($"{result}; faults: {counts}");
        return Report(result, arguments, output);
    }

    private static int RunMany(Arguments arguments, TextWriter output)
    {
        var (counts, watch, total) = (new FaultCounts(), Stopwatch.StartNew(), new Totals());
        var runner = HistoryRunner.Of(arguments, counts);
        for (var i = 0; i < arguments.SeedCount && watch.Elapsed < arguments.TimeMax; i++)
        {
            var result = runner.Run(arguments.From + (ulong)i);
            total.Add(result);
            if (arguments.ShowsEach) output.WriteLine(result);
            if (result.Violation is not null)
            {
                output.WriteLine(total.Line(counts, violations: 1));
                ShowEnd(result.Seed, arguments, output);
                return Report(result, arguments, output);
            }
            if (total.Histories % 100 == 0) output.WriteLine(total.Line(counts, violations: 0));
        }
        output.WriteLine($"done: {total.Line(counts, violations: 0)}; trace {total.Hash:x16}");
        return 0;
    }

    // The same seed again, this time told.
    private static void ShowEnd(ulong seed, Arguments arguments, TextWriter output)
    {
        using var trace = new StringWriter();
        HistoryRunner.Of(arguments, new()).Run(seed, trace);
        var lines = trace.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        foreach (var line in lines.TakeLast(TraceLinesShown)) output.WriteLine(line.TrimEnd());
    }

    private static int Report(HistoryResult result, Arguments arguments, TextWriter output)
    {
        if (result.Violation is not { } violation) return 0;
        output.WriteLine($"VIOLATION in seed {result.Seed}: {violation.Invariant}");
        output.WriteLine(violation.What);
        output.WriteLine($"Again, with all that happens: dotnet run -c Release --project tests/KinesisPlatform.Simulation -- --seed {result.Seed}{(arguments.IsOfReplays ? " --replays" : "")} --trace");
        return 1;
    }
}
