using System.Text.Json;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Sql;

/// <summary>Queries of one gateway, with what they cost it and its workers. The object store's own time is not in it: S3 is not billed by that.</summary>
internal static class GatewayQueries
{
    private const int PassesMax = 100;

    /// <summary>Asks once: after a start, with an empty cache.</summary>
    public static async Task<QueryCost> RunAsync(this GatewayProcess gateway, string sql, CancellationToken cancellationToken)
    {
        var (cpu, started) = (gateway.Cpu, TimeProvider.System.GetTimestamp());
        var result = await gateway.QueryAsync(sql, cancellationToken);
        var (wall, used) = (TimeProvider.System.GetElapsedTime(started), gateway.Cpu - cpu);
        var answer = string.Join('\n', result.GetProperty("rows").EnumerateArray().Select(row => string.Join('|', row.EnumerateArray().Select(Text))));
        var tables = result.GetProperty("stats").GetProperty("tables").EnumerateArray().ToList();
        long Sum(string name) => tables.Sum(table => table.GetProperty(name).GetInt64());
        return new(used, wall, answer, Sum("fetchedBytes"), Sum("fullScanBytes")) { NeededBytes = Sum("neededBytes"), RequestCount = Sum("requestCount") };
    }

    /// <summary>Asks until a sample has CPU time enough; its costs are those of one query.</summary>
    public static async Task<QueryCost> RepeatAsync(this GatewayProcess gateway, string sql, CancellationToken cancellationToken)
    {
        var (cpu, started, passes) = (gateway.Cpu, TimeProvider.System.GetTimestamp(), 0);
        QueryCost last;
        do last = await gateway.RunAsync(sql, cancellationToken);
        while (++passes < PassesMax && gateway.Cpu - cpu < ProcessUsage.SampleCpuMin);
        return last with { Cpu = (gateway.Cpu - cpu) / passes, Wall = TimeProvider.System.GetElapsedTime(started) / passes };
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Null ? "" : value.ToString();
}
