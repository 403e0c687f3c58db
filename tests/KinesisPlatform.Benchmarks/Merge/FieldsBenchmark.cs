using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.Benchmarks.Measuring;

namespace KinesisPlatform.Benchmarks.Merge;

/// <summary>CPU time of queries over the typed column, against what they cost before files are merged.</summary>
internal sealed class FieldsBenchmark : IBenchmark
{
    public string Name => "fields";

    public string Summary => "group and sum, and a filter, over flights: typed column, computed, and JSON";

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var @case = ArchiveCase.Flights(600_000, 8);
        using var files = new MergeFiles(@case);
        await files.MergeAsync(true, cancellationToken);
        var rows = new List<BenchmarkRow>();
        using (var sides = new QuerySides(files, [["origin"], ["delay"]]))
        {
            rows.AddRange(await new Comparison("group + sum", sides.Sides(
                "SELECT fields.origin AS o, count(*) AS n, sum(fields.delay)::BIGINT AS d FROM t GROUP BY ALL", "SELECT json->>'$.origin' AS o, count(*) AS n, sum((json->>'$.delay')::BIGINT)::BIGINT AS d FROM t GROUP BY ALL"), isRate: false).RunAsync(options, cancellationToken));
        }
        using (var sides = new QuerySides(files, [["delay"], ["distance"]]))
        {
            rows.AddRange(await new Comparison("filter", sides.Sides(
                "SELECT count(*) AS n, avg(fields.distance) AS d FROM t WHERE fields.delay > 300", "SELECT count(*) AS n, avg((json->>'$.distance')::BIGINT) AS d FROM t WHERE (json->>'$.delay')::BIGINT > 300"), isRate: false).RunAsync(options, cancellationToken));
        }
        return new(Name, "CPU ms per query over 600,000 flights", options.RoundCount, rows);
    }
}
