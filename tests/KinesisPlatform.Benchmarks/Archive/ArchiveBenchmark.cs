using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Archive;

/// <summary>Raw payload archived per CPU-second of the archiver: from the bytes of GetRecords to committed data files.</summary>
internal sealed class ArchiveBenchmark : IBenchmark
{
    public string Name => "archive";

    public string Summary => "stream to table: decode, encode, zstd, upload, commit; our encoding alone; DuckDB's COPY alone";

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: false, cancellationToken);
        using var archiver = new ArchiverProcess(local.Endpoint);
        // First, while nothing else of this process is in memory.
        var figures = new List<BenchmarkFigure>(await MeasureManyShardsAsync(archiver, cancellationToken));
        var rows = new List<BenchmarkRow>();
        ArchiveCase[] cases =
        [
            ArchiveCase.Flights(600_000, 8), ArchiveCase.Events("200 B", 200, 400_000, 8), ArchiveCase.Events("500 B", 500, 200_000, 8), ArchiveCase.Events("1 KiB", 1024, 100_000, 8),
        ];
        foreach (var @case in cases)
        {
            await archiver.FillAsync(@case, cancellationToken);
            using var encoding = new EncodingSides(@case);
            Side[] sides =
            [
                new("ours, stream to table", token => archiver.ArchiveAsync(@case, token)),
                new("ours, encoding alone", encoding.EncodeAsync),
                new("DuckDB COPY alone", encoding.CopyAsync),
            ];
            rows.AddRange(await new Comparison(@case.Name, sides, isRate: true).RunAsync(options, cancellationToken));
        }
        return new(Name, "payload MB per archiver CPU-second", options.RoundCount, rows) { Figures = figures };
    }

    /// <summary>A stream of 64 shards that is far behind: every read brings as much as it can.</summary>
    private static async Task<IEnumerable<BenchmarkFigure>> MeasureManyShardsAsync(ArchiverProcess archiver, CancellationToken cancellationToken)
    {
        var @case = ArchiveCase.Events("64 shards", 500, 1_000_000, 64);
        await archiver.FillAsync(@case, cancellationToken);
        PeakMemory.Reset();
        await archiver.ArchiveAsync(@case, cancellationToken);
        var peak = PeakMemory.Megabytes();
        var (puts, gets) = archiver.Requests.PerCommit;
        var cost = new ArchiveCost(puts, gets, archiver.Requests.StoredBytes / (double)@case.PayloadBytes, 1 + 128.0 / 500);
        return
        [
            new("peak memory with 64 shards far behind, 500 B records", peak, "MB"), new("commits per GB with 64 shards far behind", archiver.Requests.FileCount / (@case.PayloadBytes / 1e9), "commits"), new("PUT per commit", puts, "requests"), new("GET per commit", gets, "requests"),
            new("stored per GB", cost.StoredShare * 1e3, "MB"), .. cost.At(1), .. cost.At(10), .. cost.At(100),
        ];
    }
}
