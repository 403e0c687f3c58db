using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>What live records add to a query of the archive: one in a hundred records is live.</summary>
internal sealed class LiveUnion(SqlCase @case, Uri endpoint)
{
    private const int LiveShare = 100;

    public async Task<IReadOnlyList<BenchmarkFigure>> RunAsync(SqlTables tables, string stream, int recordCount, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await tables.PutLiveAsync(stream, @case.Read().Take(recordCount / LiveShare), cancellationToken);
        using var gateway = await GatewayProcess.StartAsync(endpoint, [], cancellationToken);
        await SmallQueries.WarmUpAsync(gateway, SmallQueries.WarmUpCount, cancellationToken);
        var figures = new List<BenchmarkFigure>();
        foreach (var query in @case.Queries.Where(query => query.Name is "filter" or "group + sum" or "last per key"))
        {
            var (alone, union) = (new List<double>(), new List<double>());
            await gateway.RepeatAsync(query.OfTable(stream), cancellationToken);
            await gateway.RepeatAsync(query.OfStream(stream), cancellationToken);
            for (var round = 0; round < options.RoundCount; round++)
            {
                await Console.Error.WriteLineAsync($"{@case.Name}, {query.Name} with live records: round {round + 1} of {options.RoundCount}");
                alone.Add((await gateway.RepeatAsync(query.OfTable(stream), cancellationToken)).Cpu.TotalMilliseconds);
                union.Add((await gateway.RepeatAsync(query.OfStream(stream), cancellationToken)).Cpu.TotalMilliseconds);
            }
            (alone, union) = ([.. alone.Order()], [.. union.Order()]);
            var (archive, both) = (alone[alone.Count / 2], union[union.Count / 2]);
            figures.Add(new($"{@case.Name}, {query.Name}: archive alone", Math.Round(archive, 1), "CPU ms"));
            figures.Add(new($"{@case.Name}, {query.Name}: with {recordCount / LiveShare} live records", Math.Round(both, 1), $"CPU ms ({100 * (both / archive - 1):+0.0;-0.0} %)"));
        }
        return figures;
    }
}
