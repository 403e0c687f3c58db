using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>The whole replay-coordinator as users run it, against LocalAws: what it puts under limits and without, how soon, and what live writers notice.</summary>
internal sealed class ReplayBenchmark : IBenchmark
{
    private const int SourceShards = 4;

    public string Name => "replay";

    public string Summary => "table to stream: the whole replay-coordinator with its query workers; npm hyparquet and @aws-sdk as reader and writer";

    public IReadOnlyDictionary<string, string> OwnOptions => new Dictionary<string, string>
    {
        ["--case"] = "limits, live, cost, start, compact: one of them alone", ["--records"] = "of the archive of compact, 30000000 unless told", ["--size"] = "1 KiB, 100 B: of the records of cost, one of them alone", ["--seconds"] = "how long limits and live measure, 20 unless told", ["--gigabytes"] = "of the archive of start, 10 unless told",
    };

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var measured = TimeSpan.FromSeconds(options.Own.TryGetValue("--seconds", out var text) ? int.Parse(text, null) : 20);
        var (rows, figures) = (new List<BenchmarkRow>(), new List<BenchmarkFigure>());
        if (IsWanted("limits") || IsWanted("live"))
        {
            await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: true, cancellationToken);
            using var run = new LimitRun(local.Endpoint, measured);
            if (IsWanted("limits")) figures.AddRange(await run.MeasureLimitsAsync(cancellationToken));
            if (IsWanted("live")) figures.AddRange(await run.MeasureLiveAsync(cancellationToken));
        }
        if (IsWanted("cost"))
        {
            await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: false, cancellationToken);
            rows.AddRange(await CostRun.RunAsync(local.Endpoint, options, cancellationToken));
        }
        if (IsWanted("start"))
        {
            await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: false, cancellationToken);
            figures.AddRange(await StartRun.RunAsync(local.Endpoint, options.Own.TryGetValue("--gigabytes", out var size) ? int.Parse(size, null) : 10, options.RoundCount, cancellationToken));
        }
        if (IsWanted("compact"))
        {
            await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: false, cancellationToken);
            figures.AddRange(await CompactRun.RunAsync(local.Endpoint, options.Own.TryGetValue("--records", out var count) ? int.Parse(count, null) : 30_000_000, cancellationToken));
        }
        return new(Name, "payload MB per CPU-second of the coordinator and its query workers", options.RoundCount, rows) { Figures = figures };

        bool IsWanted(string name) => !options.Own.TryGetValue("--case", out var wanted) || wanted == name;
    }

    public static ArchiveCase Kilobytes(int recordCount) => ArchiveCase.Events("1 KiB", 1024, recordCount, SourceShards);

    /// <summary>Records of 100 B, seeded; a thousand keys, so that an aggregate has several of one.</summary>
    public static ArchiveCase Small(int recordCount)
    {
        return new("100 B", PayloadAt, 100L * recordCount, recordCount, SourceShards);

        static (string Key, byte[] Data) PayloadAt(int i)
        {
            var random = new Random(i);
            var text = $$"""{"id":"{{random.NextInt64():x16}}","at":{{1_767_225_600_000 + i}},"sensor":{{random.Next(1000)}},"value":{{random.Next(100_000) / 100.0:0.00}}""";
            return ($"sensor-{random.Next(1000):D3}", System.Text.Encoding.UTF8.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{text},\"pad\":\"{new string('-', 100 - text.Length - 10)}\"}}")));
        }
    }
}
