using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KinesisPlatform.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchmarkOptions(IBenchmark Benchmark, int RoundCount, bool IsJson)
{
    private const int RoundCountDefault = 5;
    private const int RoundCountMax = 100;

    public static bool TryParse(
        string[] arguments, IBenchmark[] benchmarks, [NotNullWhen(true)] out BenchmarkOptions? options, [NotNullWhen(false)] out string? error)
    {
        (options, error) = (null, null);
        if (benchmarks.FirstOrDefault(b => b.Name == arguments.FirstOrDefault()) is not { } benchmark)
        {
            error = Usage(benchmarks);
            return false;
        }
        var (roundCount, isJson) = (RoundCountDefault, false);
        for (var i = 1; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--json":
                    isJson = true;
                    break;
                case "--rounds" when i + 1 < arguments.Length && int.TryParse(arguments[++i], CultureInfo.InvariantCulture, out roundCount) && roundCount is > 0 and <= RoundCountMax:
                    break;
                default:
                    error = Usage(benchmarks);
                    return false;
            }
        }
        options = new(benchmark, roundCount, isJson);
        return true;
    }

    private static string Usage(IBenchmark[] benchmarks) => string.Join(Environment.NewLine, [
        $"Usage: <benchmark> [--rounds 1..{RoundCountMax}, {RoundCountDefault} unless told] [--json]",
        .. benchmarks.Select(b => $"  {b.Name,-10}{b.Summary}"),
    ]);
}
