using System.Diagnostics;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Benchmarks.Produce;

/// <summary>
/// How much of one shard's limits (1 MiB and 1,000 records a second, enforced by LocalAws) a producer uses that always has more records of 200 B.
/// On the clock, not in CPU time: the pace is what is measured.
/// </summary>
internal static class ShardLimitRun
{
    private const int PayloadBytes = 200;
    private const int KeyCount = 1_000;
    private const double LimitBytesPerSecond = 1 << 20;
    // What stands ready in the buckets of both sides is used up by then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<BenchmarkRow>> RunAsync(CancellationToken cancellationToken)
    {
        await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: true, cancellationToken);
        using var clients = new ProduceClients(local.Endpoint);
        var rows = new List<BenchmarkRow>();
        foreach (var aggregates in (bool[])[true, false])
        {
            await Console.Error.WriteLineAsync($"A shard's limits, {(aggregates ? "aggregating" : "plain")}");
            var stream = new StreamName(aggregates ? "limit-aggregating" : "limit-plain");
            await clients.Kinesis.CreateStreamAsync(new() { StreamName = stream.Value, ShardCount = 1 }, cancellationToken);
            var (share, recordsPerSecond, refusedCount) = await RunAsync(clients, stream, aggregates, cancellationToken);
            rows.Add(Row(aggregates, "% of the shard's bytes", share * 100));
            rows.Add(Row(aggregates, "records/s", recordsPerSecond));
            rows.Add(Row(aggregates, "entries refused", refusedCount));
        }
        return rows;
    }

    private static async Task<(double Share, double RecordsPerSecond, long RefusedCount)> RunAsync(
        ProduceClients clients, StreamName stream, bool aggregates, CancellationToken cancellationToken)
    {
        var client = new CountingClient(clients.Records);
        var putCount = 0L;
        await using var producer = clients.CreateProducer(new() { Producer = new() { Aggregates = aggregates, BufferBytesMax = 4 << 20 } }, client);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var putting = PutAsync();
        await Task.Delay(WarmUp, cancellationToken);
        var (bytes, records, started) = (client.Bytes, Interlocked.Read(ref putCount), Stopwatch.GetTimestamp());
        await Task.Delay(Measured, cancellationToken);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var result = ((client.Bytes - bytes) / LimitBytesPerSecond / seconds, (Interlocked.Read(ref putCount) - records) / seconds, client.RefusedCount);
        await stop.CancelAsync();
        await putting;
        return result;

        async Task PutAsync()
        {
            var payload = new byte[PayloadBytes];
            try
            {
                for (var i = 0L; ; i++) _ = CountAsync(await producer.EnqueueAsync(stream, new(ProduceCase.Keys[i % KeyCount], payload), stop.Token));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Enough was put; what waits is withdrawn.
            }
        }

        async Task CountAsync(Task<PutResult> result)
        {
            try
            {
                await result;
                Interlocked.Increment(ref putCount);
            }
            catch (OperationCanceledException)
            {
                // Withdrawn at the end.
            }
        }
    }

    private static BenchmarkRow Row(bool aggregates, string what, double value) =>
        new("one shard, 200 B", $"ours, {(aggregates ? "aggregating" : "plain")}: {what}", value, value, value, null, null);
}
