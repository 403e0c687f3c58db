using KinesisPlatform.Benchmarks.Archive;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>What a replay costs where nothing limits it: everything the coordinator and its query workers spend from the request until the replay is done, files fetched anew each time.</summary>
internal static class CostRun
{
    private const int TargetShards = 4, RecordCount = 400_000;

    // Of a round's CPU time, for it to count as warm: a service that runs for days compiles in its first minutes.
    private const double CompilingShareMax = 0.04;

    // npm is measured over a part of the files: its rate does not depend on how many there are.
    private const int NodeFiles = 1;

    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(Uri endpoint, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        using var streams = new ReplayStreams(endpoint);
        await using var node = NodeWorker.Start("replay-benchmark.mjs");
        // LocalAws takes more than Kinesis grants a shard: the pace is computed, and never waits.
        using var coordinator = await CoordinatorProcess.StartAsync(endpoint, shardShare: 1_000_000, cancellationToken);
        var rows = new List<BenchmarkRow>();
        foreach (var (@case, aggregates) in ((ArchiveCase, bool)[])[(ReplayBenchmark.Kilobytes(RecordCount), false), (ReplayBenchmark.Small(RecordCount * 2), true)])
        {
            if (options.Own.TryGetValue("--size", out var size) && size != @case.Name) continue;
            var files = await streams.ArchiveAsync(@case, 1, cancellationToken);
            Side[] sides =
            [
                new($"ours{(aggregates ? ", aggregating" : "")}", token => ReplayAsync(streams, coordinator, @case, aggregates, token)),
                new("npm hyparquet + @aws-sdk", token => ReplayByNodeAsync(streams, node, endpoint, @case, [.. files.Take(NodeFiles)], token)),
            ];
            rows.AddRange(await new Comparison(@case.Name, sides, isRate: true, IsWarm(coordinator)).RunAsync(options, cancellationToken));
        }
        return rows;
    }

    private static Func<bool> IsWarm(CoordinatorProcess coordinator)
    {
        var (cpu, compiling) = (coordinator.CpuSeconds, coordinator.CompilerSeconds);
        return () =>
        {
            var (cpuBefore, compilingBefore) = (cpu, compiling);
            (cpu, compiling) = (coordinator.CpuSeconds, coordinator.CompilerSeconds);
            return compiling - compilingBefore <= CompilingShareMax * (cpu - cpuBefore);
        };
    }

    private static async Task<Sample> ReplayAsync(ReplayStreams streams, CoordinatorProcess coordinator, ArchiveCase @case, bool aggregate, CancellationToken cancellationToken)
    {
        var target = $"cost-{@case.Stream}";
        await streams.NewTargetAsync(target, TargetShards, cancellationToken);
        var before = coordinator.CpuSeconds;
        var location = await coordinator.PostAsync(new { source = @case.Stream, target, aggregate }, cancellationToken);
        var done = await coordinator.FinishAsync(location, cancellationToken);
        var cpu = coordinator.CpuSeconds - before;
        var sent = done.GetProperty("counts").GetProperty("sent").GetInt64();
        return sent == @case.RecordCount ? new(@case.PayloadBytes / 1e6 / cpu, null) : throw new InvalidOperationException($"{sent} of {@case.RecordCount} records were replayed.");
    }

    private static async Task<Sample> ReplayByNodeAsync(ReplayStreams streams, NodeWorker node, Uri endpoint, ArchiveCase @case, string[] files, CancellationToken cancellationToken)
    {
        var target = $"cost-npm-{@case.Stream}";
        await streams.NewTargetAsync(target, TargetShards, cancellationToken);
        var answer = await node.AskAsync<NodeTotal>(new { endpoint, Bucket = "benchmark", files, @case.Stream, target }, cancellationToken);
        return new(answer.PayloadBytes / answer.CpuMicroseconds, null);
    }

    private sealed record NodeTotal(long RecordCount, long PayloadBytes, double CpuMicroseconds);
}
