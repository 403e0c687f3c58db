using System.Globalization;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>
/// Our reader on streams of more and more shards, all read at once, one call a shard and pass that brings 1 MB: what a shard takes in per
/// second, and a reader with its usual budget gets per call.
/// </summary>
internal static class ShardScale
{
    private const int ShardCountMax = 1024;
    private const int RecordsPerShard = 1000;

    /// <exception cref="InvalidOperationException">Not a list of shard counts.</exception>
    public static IReadOnlyList<int> Parse(string counts)
    {
        var parsed = counts.Split(',').Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0).ToList();
        return parsed.All(count => count is >= 1 and <= ShardCountMax) ? parsed : throw new InvalidOperationException($"'{counts}' is not a list of shard counts of 1 to {ShardCountMax}, such as 1,16,64,256.");
    }

    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(IReadOnlyList<int> shardCounts, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: false, cancellationToken);
        using var clients = new ConsumeClients(local.Endpoint, null);
        var sides = new List<Side>();
        foreach (var shardCount in shardCounts)
        {
            var @case = new ConsumeCase($"{shardCount} shards", 1024, RecordsPerShard * shardCount, shardCount);
            await @case.FillAsync(clients.Kinesis, clients.Records, cancellationToken);
            sides.Add(new(@case.Name, async token =>
            {
                var (sample, total) = await PassTotal.MeasureAsync(() => ReadAsync(clients, @case, token));
                @case.ThrowUnlessWhole(@case.Name, total);
                return sample;
            }));
        }
        return await new Comparison("scale", sides, isRate: true).RunAsync(options, cancellationToken);
    }

    private static async Task<PassTotal> ReadAsync(ConsumeClients clients, ConsumeCase @case, CancellationToken cancellationToken)
    {
        var totals = await Task.WhenAll(Enumerable.Range(0, @case.ShardCount).Select(shard => ReadShardAsync(clients, @case, ConsumeCase.ShardOf(shard), cancellationToken)));
        return totals.Aggregate((left, right) => left + right);
    }

    private static async Task<PassTotal> ReadShardAsync(ConsumeClients clients, ConsumeCase @case, string shard, CancellationToken cancellationToken)
    {
        var total = default(PassTotal);
        await foreach (var batch in clients.Reader.ReadAsync(new(@case.Stream), new(shard), new ReadPosition.TrimHorizon(), cancellationToken))
        {
            using (batch)
            {
                total += PassTotal.Of(batch);
                if (batch.BehindLatest == TimeSpan.Zero) break;
            }
        }
        return total;
    }
}
