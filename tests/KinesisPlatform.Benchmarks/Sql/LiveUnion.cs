using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>What live records add to a query of the archive: one in a hundred records is live.</summary>
internal sealed class LiveUnion(SqlCase @case, Uri endpoint)
{
    private const int LiveShare = 100;
    private const int PassCount = 10;

    // Where the costs are: of the rows themselves, of what is always at hand, of the payloads, of a member of them.
    private static readonly (string What, string Sql)[] Alone =
    [
        ("count", "SELECT count(*) FROM {t}"), ("keys", "SELECT max(partition_key) FROM {t}"), ("payloads", "SELECT sum(octet_length(data))::BIGINT FROM {t}"),
        ("a field", "SELECT sum(fields.{f})::BIGINT FROM {t}"), ("all fields", "SELECT max(fields) FROM {t}"),
    ];

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
                var (archived, all) = (TimeSpan.Zero, TimeSpan.Zero);
                // In turns: what else the machine does falls on both.
                for (var pass = 0; pass < PassCount; pass++)
                {
                    archived += (await gateway.RunAsync(query.OfTable(stream), cancellationToken)).Cpu;
                    all += (await gateway.RunAsync(query.OfStream(stream), cancellationToken)).Cpu;
                }
                alone.Add(archived.TotalMilliseconds / PassCount);
                union.Add(all.TotalMilliseconds / PassCount);
            }
            (alone, union) = ([.. alone.Order()], [.. union.Order()]);
            var (archive, both) = (alone[alone.Count / 2], union[union.Count / 2]);
            figures.Add(new($"{@case.Name}, {query.Name}: archive alone", Math.Round(archive, 1), "CPU ms"));
            figures.Add(new($"{@case.Name}, {query.Name}: with {recordCount / LiveShare} live records", Math.Round(both, 1), $"CPU ms ({100 * (both / archive - 1):+0.0;-0.0} %)"));
        }
        foreach (var (what, sql) in Alone)
        {
            var costs = new List<double>();
            await gateway.RepeatAsync(Of(sql), cancellationToken);
            for (var round = 0; round < options.RoundCount; round++) costs.Add((await gateway.RepeatAsync(Of(sql), cancellationToken)).Cpu.TotalMilliseconds);
            figures.Add(new($"{@case.Name}, live records alone: {what}", Math.Round(costs.Order().ElementAt(costs.Count / 2), 1), "CPU ms"));
        }
        return figures;

        string Of(string sql) => sql.Replace("{t}", $"live('{stream}')", StringComparison.Ordinal).Replace("{f}", @case.Number, StringComparison.Ordinal);
    }
}
