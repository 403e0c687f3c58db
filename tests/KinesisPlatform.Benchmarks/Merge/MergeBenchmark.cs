using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.Benchmarks.Measuring;

namespace KinesisPlatform.Benchmarks.Merge;

/// <summary>Raw payload merged per CPU-second: fetch, inference, sort, typed column, zstd, comparison with what was there, commit.</summary>
internal sealed class MergeBenchmark : IBenchmark
{
    public string Name => "merge";

    public string Summary => "small files to sorted ones: with the typed column, and without it";

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var rows = new List<BenchmarkRow>();
        foreach (var @case in (ArchiveCase[])[ArchiveCase.Flights(600_000, 8), ArchiveCase.Events("500 B", 500, 200_000, 8)])
        {
            using var files = new MergeFiles(@case);
            rows.AddRange(await new Comparison(@case.Name, [new("with fields", token => files.MergeAsync(true, token)), new("without", token => files.MergeAsync(false, token))], isRate: true).RunAsync(options, cancellationToken));
        }
        return new(Name, "payload MB per CPU-second", options.RoundCount, rows);
    }
}
