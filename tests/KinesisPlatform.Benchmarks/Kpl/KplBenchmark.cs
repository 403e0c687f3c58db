using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Kpl;

/// <summary>CPU time that parsing and building KPL aggregates costs per user record, checksum verified or written.</summary>
internal sealed class KplBenchmark : IBenchmark
{
    private const int PassCount = 10;

    public string Name => "kpl";

    public string Summary => "parse and build KPL aggregates: ours, npm aws-kinesis-agg; and the checksum alone, one aggregate after the other";

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var node = NodeWorker.Start("kpl-benchmark.cjs");
        var rows = new List<BenchmarkRow>();
        foreach (var @case in (KplCase[])[new("100 B", 100), new("1 KiB", 1024)])
        {
            await LoadAsync(node, @case, cancellationToken);
            using var parsed = new PooledList<StreamRecord>();
            rows.AddRange(await CompareAsync(@case, "parse", () => @case.Parse(parsed), () => @case.ParseOneByOne(parsed), node, options, cancellationToken));
            rows.AddRange(await CompareAsync(@case, "build", @case.Build, @case.BuildOneByOne, node, options, cancellationToken));
        }
        return new(Name, "CPU ns per user record", options.RoundCount, rows);
    }

    private static Task<IReadOnlyList<BenchmarkRow>> CompareAsync(
        KplCase @case, string operation, Action pass, Action passOneByOne, NodeWorker node, BenchmarkOptions options, CancellationToken cancellationToken)
    {
        Side[] sides =
        [
            new("ours", _ => Task.FromResult(Measure(@case, pass))),
            new("ours, one by one", _ => Task.FromResult(Measure(@case, passOneByOne))),
            new("npm aws-kinesis-agg", token => MeasureNodeAsync(@case, operation, node, token)),
            new("MD5 alone", _ => Task.FromResult(Measure(@case, @case.Checksum))),
        ];
        return new Comparison($"{operation}, {@case.Name}", sides, isRate: false).RunAsync(options, cancellationToken);
    }

    private static Sample Measure(KplCase @case, Action pass)
    {
        var passCount = 0;
        var usage = ProcessUsage.Start();
        do
        {
            for (var i = 0; i < PassCount; i++) pass();
            passCount += PassCount;
        }
        while (usage.Cpu < ProcessUsage.SampleCpuMin);
        var (cpu, allocated) = (usage.Cpu, usage.AllocatedBytes);
        var userRecordCount = (double)passCount * @case.UserRecordCount;
        return new(cpu.TotalNanoseconds / userRecordCount, allocated / userRecordCount);
    }

    private static async Task LoadAsync(NodeWorker node, KplCase @case, CancellationToken cancellationToken)
    {
        var contents = @case.Contents.Select(c => c.Select(r => new { r.PartitionKey, Data = Convert.ToBase64String(r.Data.Span) }));
        var answer = await node.AskAsync<NodeTotal>(new { Operation = "load", Contents = contents, Aggregates = @case.Aggregates.Select(Convert.ToBase64String) }, cancellationToken);
        if (answer.UserRecordCount != @case.UserRecordCount) throw new InvalidOperationException("aws-kinesis-agg builds or parses the aggregates in another way.");
    }

    private static async Task<Sample> MeasureNodeAsync(KplCase @case, string operation, NodeWorker node, CancellationToken cancellationToken)
    {
        var question = new { Operation = operation, PassCount, CpuMillisecondsMin = ProcessUsage.SampleCpuMin.TotalMilliseconds };
        var answer = await node.AskAsync<NodeTotal>(question, cancellationToken);
        return answer.UserRecordCount % @case.UserRecordCount == 0
            ? new(answer.CpuMicroseconds * 1000 / answer.UserRecordCount, null)
            : throw new InvalidOperationException($"aws-kinesis-agg lost user records: {answer.UserRecordCount} is no multiple of {@case.UserRecordCount}.");
    }

    private sealed record NodeTotal(long UserRecordCount, double CpuMicroseconds);
}
