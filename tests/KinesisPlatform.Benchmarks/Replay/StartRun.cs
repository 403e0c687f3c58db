using System.Diagnostics;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>How long from the request until the first record arrived on the target, on the clock, with an archive of so many GB that is really there.</summary>
internal static class StartRun
{
    private const int RecordsPerGigabyte = 1_000_000, DistinctRecords = 100_000;

    public static async Task<IEnumerable<BenchmarkFigure>> RunAsync(Uri endpoint, int gigabytes, int roundCount, CancellationToken cancellationToken)
    {
        using var streams = new ReplayStreams(endpoint);
        var @case = ReplayBenchmark.Kilobytes(DistinctRecords);
        var started = Stopwatch.StartNew();
        var files = await streams.ArchiveAsync(@case, gigabytes * RecordsPerGigabyte / DistinctRecords, cancellationToken);
        await Console.Error.WriteLineAsync($"{gigabytes} GB were archived in {files.Count} files, in {started.Elapsed.TotalSeconds:0} s");
        using var coordinator = await CoordinatorProcess.StartAsync(endpoint, shardShare: 1, cancellationToken);
        var (seconds, firstSeconds) = (new List<double>(), 0.0);
        for (var round = -1; round < roundCount; round++)
        {
            var target = $"start-{round + 1}";
            await streams.NewTargetAsync(target, 4, cancellationToken);
            var requested = DateTimeOffset.UtcNow;
            var location = await coordinator.PostAsync(new { source = @case.Stream, target }, cancellationToken);
            await coordinator.UntilAsync(location, view => view.TryGetProperty("counts", out var counts) && counts.GetProperty("sent").GetInt64() > 0, cancellationToken);
            await coordinator.CancelAsync(location, cancellationToken);
            var took = ((await streams.ReadAsync(target, cancellationToken)).Min(a => a.At) - requested).TotalSeconds;
            // The first request of a process compiles everything on its way.
            if (round < 0) firstSeconds = took;
            else seconds.Add(took);
        }
        return
        [
            new($"{gigabytes} GB in {files.Count} files: request to first record, median of {roundCount}", seconds.Order().ElementAt(seconds.Count / 2), "s"), new($"{gigabytes} GB: the slowest", seconds.Max(), "s"),
            new($"{gigabytes} GB: the first replay of a process", firstSeconds, "s"),
        ];
    }
}
