using System.Diagnostics;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.DuckDb;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>A query of 10,000 records through the gateway against the same in a DuckDB that is open, and how many such the gateway answers.</summary>
internal sealed class SmallQueries(SqlTables tables, Uri endpoint)
{
    public const string Stream = "little";
    public const int RecordCount = 10_000;
    public const int WarmUpCount = 100;
    private const int QueryCount = 100;
    private const int ColdCount = 15;
    private const int ClientCount = 16;
    private const int ClientQueryCount = 30;

    private static readonly SqlQuery Query = new("small", "SELECT count(*), sum({f}ms)::BIGINT FROM {t} WHERE {f}page = '/search'");

    public static async Task FillAsync(SqlTables tables, CancellationToken cancellationToken)
    {
        // A minute's worth: one data file.
        await tables.FillAsync([Stream], SqlCase.Web(RecordCount * 360).Read().Take(RecordCount), cancellationToken);
        await tables.MergeAsync(Stream, cancellationToken);
    }

    /// <summary>.NET compiles anew what turns out to be hot: a service that has just started takes several times as long.</summary>
    public static async Task WarmUpAsync(GatewayProcess gateway, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++) await gateway.QueryAsync(Query.OfTable(Stream), cancellationToken);
    }

    public async Task<IReadOnlyList<BenchmarkFigure>> RunAsync(CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"sql-benchmark-{Environment.ProcessId}.parquet");
        var file = (await tables.ListAsync(Stream, cancellationToken)).Single();
        await tables.DownloadAsync(file, path, cancellationToken);
        try
        {
            using var database = DuckDbDatabase.OpenInMemory(new Dictionary<string, string> { ["threads"] = "2" });
            using var bare = database.Connect();
            return [.. await CompareAsync("warm worker", bare, path, [], WarmUpCount, QueryCount, isRate: true, cancellationToken),
                .. await CompareAsync("worker started for each query", bare, path, [new("Sql__SpareWorkers", "0"), new("Sql__WorkerIdleTimeout", "00:00:00")], WarmUpCount / 10, ColdCount, isRate: false, cancellationToken)];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<IReadOnlyList<BenchmarkFigure>> CompareAsync(
        string name, DuckDbConnection bare, string path, IReadOnlyList<KeyValuePair<string, string>> settings, int warmUpCount, int count, bool isRate, CancellationToken cancellationToken)
    {
        using var gateway = await GatewayProcess.StartAsync(endpoint, settings, cancellationToken);
        var (sql, bareSql) = (Query.OfTable(Stream), Query.OfParquet(path));
        await WarmUpAsync(gateway, warmUpCount, cancellationToken);
        for (var i = 0; i < warmUpCount; i++) bare.Scalar(bareSql, cancellationToken: cancellationToken);
        var (walls, bareWalls) = (new List<double>(), new List<double>());
        var (cpu, usage) = (gateway.Cpu, ProcessUsage.Start());
        var bareCpu = TimeSpan.Zero;
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await gateway.QueryAsync(sql, cancellationToken);
            walls.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            var before = usage.Cpu;
            started = Stopwatch.GetTimestamp();
            bare.Scalar(bareSql, cancellationToken: cancellationToken);
            bareWalls.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            bareCpu += usage.Cpu - before;
        }
        var perQuery = (gateway.Cpu - cpu) / count;
        var figures = new List<BenchmarkFigure>
        {
            new($"{name}, bare DuckDB: wall", Math.Round(Median(bareWalls), 1), $"ms, CPU {(bareCpu / count).TotalMilliseconds:0.0} ms"),
            new($"{name}, gateway: wall", Math.Round(Median(walls), 1), $"ms, CPU {perQuery.TotalMilliseconds:0.0} ms"),
            new($"{name}, overhead: wall", Math.Round(Median(walls) - Median(bareWalls), 1), $"ms, least {walls.Min() - bareWalls.Min():0.0} ms, CPU {(perQuery - bareCpu / count).TotalMilliseconds:0.0} ms"),
        };
        if (isRate) figures.Add(await RateAsync(gateway, sql, cancellationToken));
        return figures;
    }

    private static async Task<BenchmarkFigure> RateAsync(GatewayProcess gateway, string sql, CancellationToken cancellationToken)
    {
        var (cpu, started) = (gateway.Cpu, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, ClientCount).Select(async _ =>
        {
            for (var i = 0; i < ClientQueryCount; i++) await gateway.QueryAsync(sql, cancellationToken);
        }));
        var (elapsed, used, count) = (Stopwatch.GetElapsedTime(started), gateway.Cpu - cpu, ClientCount * ClientQueryCount);
        return new($"{ClientCount} clients", Math.Round(count / elapsed.TotalSeconds, 1), $"queries/s on the clock; {used.TotalMilliseconds / count:0.0} CPU ms each: {2 * count / used.TotalSeconds:0} queries/s if two cores did nothing else");
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
