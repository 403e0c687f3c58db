using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KinesisPlatform.Benchmarks;

/// <summary>What the command line asks for.</summary>
/// <param name="Only">Text that a side's name must contain to be measured, for a profile of one side alone; null for all sides.</param>
/// <param name="Own">Values of the benchmark's own options, by name.</param>
internal sealed record BenchmarkOptions(IBenchmark Benchmark, int RoundCount, bool IsJson, string? Only, IReadOnlyDictionary<string, string> Own)
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
        BenchmarkOptions? parsed = new(benchmark, RoundCountDefault, false, null, new Dictionary<string, string>());
        for (var i = 1; i < arguments.Length; i++)
        {
            parsed = arguments[i] == "--json" ? parsed with { IsJson = true } : With(parsed, arguments[i], ++i < arguments.Length ? arguments[i] : null);
            if (parsed is null)
            {
                error = Usage(benchmarks);
                return false;
            }
        }
        options = parsed;
        return true;
    }

    private static BenchmarkOptions? With(BenchmarkOptions options, string name, string? value) => name switch
    {
        "--rounds" when int.TryParse(value, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= RoundCountMax => options with { RoundCount = count },
        "--only" when value is not null => options with { Only = value },
        _ when value is not null && options.Benchmark.OwnOptions.ContainsKey(name) => options with { Own = new Dictionary<string, string>(options.Own) { [name] = value } },
        _ => null,
    };

    private static string Usage(IBenchmark[] benchmarks) => string.Join(Environment.NewLine, [
        $"Usage: <benchmark> [--rounds 1..{RoundCountMax}, {RoundCountDefault} unless told] [--only <part of a side's name>] [--json]",
        .. benchmarks.SelectMany(b => (string[])[$"  {b.Name,-10}{b.Summary}", .. b.OwnOptions.Select(o => $"            {o.Key} {o.Value}")]),
    ]);
}
