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
        return new(Name, "payload MB per archiver CPU-second", options.RoundCount, rows);
    }
}
