using System.Collections;
using System.Globalization;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Sql;
using KinesisPlatform.Sql.Scans;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>What the worker spends, and holds, that finds the last record of each of many keys: about a third as many keys as records.</summary>
internal static class CompactRun
{
    private const int ShardCount = 4, PerCommit = 500_000;
    private static readonly StreamName Stream = new("compact");
    private static readonly TimeSpan Sampling = TimeSpan.FromMilliseconds(100);

    public static async Task<IEnumerable<BenchmarkFigure>> RunAsync(Uri endpoint, int recordCount, CancellationToken cancellationToken)
    {
        using var streams = new ReplayStreams(endpoint);
        var seen = new BitArray(KeySpace(recordCount));
        await Console.Error.WriteLineAsync($"Archiving {recordCount} records");
        await streams.ArchiveAsync(Stream, ShardCount, recordCount, PerCommit, i =>
        {
            var key = KeyAt(i, seen.Count);
            seen[key] = true;
            return (Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"user-{key:D8}")), Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{i:D10}},"v":{{i % 1000:D3}},"ok":true}""")));
        }, cancellationToken);
        var keyCount = seen.Cast<bool>().LongCount(isSeen => isSeen);
        var figures = new List<BenchmarkFigure> { new("compaction: records", recordCount, "records"), new("compaction: keys", keyCount, "keys") };
        // Of a worker's memory, three quarters are for keys.
        foreach (var (memory, leavesOut) in ((long, bool)[])[(1L << 30, false), (400L << 20, false), (1L << 30, true)])
            figures.AddRange(await MeasureAsync(endpoint, memory, leavesOut, keyCount, cancellationToken));
        return figures;
    }

    private static async Task<IEnumerable<BenchmarkFigure>> MeasureAsync(Uri endpoint, long workerBytes, bool leavesOutReplays, long keyCount, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"Compacting with workers of {workerBytes >> 20} MiB");
        var folder = Directory.CreateTempSubdirectory("compact-benchmark-");
        try
        {
            var configuration = ReplayStreams.Configure(endpoint,
                new("Sql:WorkerPath", Path.Combine(AppContext.BaseDirectory, "KinesisPlatform.ReplayCoordinator.dll")), new("Sql:CacheFolder", folder.FullName), new("Sql:SpareWorkers", "0"),
                new("Sql:WorkerMemoryBytesMax", workerBytes.ToString(CultureInfo.InvariantCulture)));
            await using var services = ReplayStreams.Add(configuration).AddSql(configuration).BuildServiceProvider();
            var table = await services.GetRequiredService<IArchiveCatalog>().OpenAsync(Stream, cancellationToken) ?? throw new InvalidOperationException("There is no archive.");
            var (scanner, scan) = (services.GetRequiredService<IArchiveScanner>(), new ArchiveScan(Stream, await table.LoadAsync(cancellationToken)) { LastPerKey = true, ExcludeReplayed = leavesOutReplays });

            using var stop = new CancellationTokenSource();
            var watched = WorkerUse.WatchAsync(Sampling, stop.Token);
            // All keys are looked through before the first record comes.
            await foreach (var _ in scanner.ScanAsync(scan with { CountMax = 1 }, cancellationToken)) { }
            await stop.CancelAsync();
            var (seconds, megabytes) = await watched;

            var found = (await scanner.EstimateAsync(scan, int.MaxValue, cancellationToken)).RecordCount;
            if (found != keyCount) throw new InvalidOperationException($"{found} last records were found of {keyCount} keys.");
            var name = $"compaction, {workerBytes * 3 / 4 >> 20} MiB for keys{(leavesOutReplays ? ", records of earlier replays left out" : "")}";
            return [new($"{name}: CPU time of the worker", seconds, "s"), new($"{name}: its peak of memory", megabytes, "MB")];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Drawn evenly, of so many keys as leave out few: 30 million records have 9.2 million keys of 9.7 million.
    private static int KeySpace(int recordCount) => (int)(recordCount * 0.323);

    private static int KeyAt(long i, int keySpace)
    {
        var x = (ulong)i * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return (int)((x ^ (x >> 31)) % (ulong)keySpace);
    }
}
