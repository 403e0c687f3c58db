using System.Globalization;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>What queries cost: over gzip NDJSON files, and over our table before and after merging; with live records; and what the gateway adds to small ones.</summary>
internal sealed class SqlBenchmark : IBenchmark
{
    private const int PayloadBytesOfWeb = 433;
    private const int FlightCountMax = 3_000_000;

    public string Name => "sql";

    public string Summary => "queries of gzip NDJSON files, of our table before and after merging, with live records, and small ones";

    public IReadOnlyDictionary<string, string> OwnOptions => new Dictionary<string, string>
    {
        ["--megabytes"] = "1..10000: payload of the web events, 1000 unless told", ["--flights"] = "1000..3000000: flights, all unless told", ["--case"] = "flights or web: both unless told", ["--parts"] = "of scans,live,small: what to measure, all unless told",
    };

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var webCount = (int)(Number(options, "--megabytes", 1, 10_000, 1000) * 1_000_000L / PayloadBytesOfWeb);
        var flightCount = Number(options, "--flights", 1000, FlightCountMax, FlightCountMax);
        var parts = options.Own.GetValueOrDefault("--parts", "scans,live,small").Split(',');
        var (rows, figures) = (new List<BenchmarkRow>(), new List<BenchmarkFigure>());
        await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: false, cancellationToken);
        using var tables = new SqlTables(local.Endpoint);
        await SmallQueries.FillAsync(tables, cancellationToken);
        if (parts.Contains("small")) figures.AddRange(await new SmallQueries(tables, local.Endpoint).RunAsync(cancellationToken));
        if (!parts.Contains("scans") && !parts.Contains("live")) return new(Name, "CPU ms per query", options.RoundCount, rows) { Figures = figures };
        foreach (var @case in new[] { SqlCase.Flights(flightCount), SqlCase.Web(webCount) }.Where(@case => options.Own.GetValueOrDefault("--case", @case.Name) == @case.Name))
        {
            using var files = new FirehoseFiles();
            using var warmed = await GatewayProcess.StartAsync(local.Endpoint, [], cancellationToken);
            await SmallQueries.WarmUpAsync(warmed, SmallQueries.WarmUpCount, cancellationToken);
            var sides = new ScanSides(@case, files, warmed, local.Endpoint);
            var count = await FillAsync(@case, files, sides, tables, cancellationToken);
            await foreach (var figure in SizesAsync(@case, files, sides, tables)) figures.Add(figure);
            foreach (var query in parts.Contains("scans") ? @case.Queries : [])
            {
                var (queryRows, queryFigures) = await sides.RunAsync(query, options, cancellationToken);
                rows.AddRange(queryRows);
                figures.AddRange(queryFigures);
            }
            if (parts.Contains("live")) figures.AddRange(await new LiveUnion(@case, local.Endpoint).RunAsync(tables, sides.Merged, count, options, cancellationToken));
        }
        return new(Name, "CPU ms per query", options.RoundCount, rows) { Figures = figures };

        async IAsyncEnumerable<BenchmarkFigure> SizesAsync(SqlCase @case, FirehoseFiles files, ScanSides sides, SqlTables tables)
        {
            yield return new($"{@case.Name}: payload", files.PayloadBytes / 1e6, "MB");
            yield return new($"{@case.Name}: gzip NDJSON", files.Bytes(null) / 1e6, $"MB in {files.FileCount} files");
            foreach (var stream in (string[])[sides.Small, sides.Merged])
            {
                var list = await tables.ListAsync(stream, cancellationToken);
                yield return new($"{@case.Name}: {(stream == sides.Small ? "not merged" : "merged")}", list.Sum(file => file.LengthBytes) / 1e6, $"MB in {list.Count} files");
            }
        }
    }

    private static async Task<int> FillAsync(SqlCase @case, FirehoseFiles files, ScanSides sides, SqlTables tables, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"{@case.Name}: writing files and tables");
        IEnumerable<SqlEvent> Records()
        {
            foreach (var record in @case.Read())
            {
                files.Add(record);
                yield return record;
            }
        }
        var count = await tables.FillAsync([sides.Small, sides.Merged], Records(), cancellationToken);
        files.Close();
        await Console.Error.WriteLineAsync($"{@case.Name}: merging");
        await tables.MergeAsync(sides.Merged, cancellationToken);
        return count;
    }

    private static int Number(BenchmarkOptions options, string name, int min, int max, int otherwise) => !options.Own.TryGetValue(name, out var text)
        ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : throw new InvalidOperationException($"{name} must be a whole number from {min} to {max}.");
}
