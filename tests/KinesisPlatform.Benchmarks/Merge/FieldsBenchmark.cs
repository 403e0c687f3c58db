using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.Benchmarks.Measuring;

namespace KinesisPlatform.Benchmarks.Merge;

/// <summary>CPU time of queries over the typed column, against what they cost before files are merged.</summary>
internal sealed class FieldsBenchmark : IBenchmark
{
    public string Name => "fields";

    public string Summary => "group and sum, and a filter: typed column, computed, and JSON";

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var rows = new List<BenchmarkRow>();
        rows.AddRange(await RunAsync(ArchiveCase.Flights(600_000, 8), "origin", "delay", 300, options, cancellationToken));
        rows.AddRange(await RunAsync(ArchiveCase.Events("500 B", 500, 200_000, 8), "page", "ms", 1990, options, cancellationToken));
        return new(Name, "CPU ms per query", options.RoundCount, rows);
    }

    private static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(ArchiveCase @case, string key, string number, int limit, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        using var files = new MergeFiles(@case);
        await files.MergeAsync(true, cancellationToken);
        using var sides = new QuerySides(files, [key, number]);
        await Console.Error.WriteLineAsync($"{@case.Name}: of merged files of {sides.FileBytes} bytes a query reads {sides.UsedBytes}");
        return
        [
            .. await new Comparison($"{@case.Name}, group + sum", sides.Sides(
                $"SELECT fields.{key} AS o, count(*) AS n, sum(fields.{number})::BIGINT AS d FROM t GROUP BY ALL",
                $"SELECT json->>'$.{key}' AS o, count(*) AS n, sum((json->>'$.{number}')::BIGINT)::BIGINT AS d FROM t GROUP BY ALL"), isRate: false).RunAsync(options, cancellationToken),
            .. await new Comparison($"{@case.Name}, filter", sides.Sides(
                $"SELECT count(*) AS n, max(fields.{key}) AS d FROM t WHERE fields.{number} > {limit}",
                $"SELECT count(*) AS n, max(json->>'$.{key}') AS d FROM t WHERE (json->>'$.{number}')::BIGINT > {limit}"), isRate: false).RunAsync(options, cancellationToken),
        ];
    }
}
