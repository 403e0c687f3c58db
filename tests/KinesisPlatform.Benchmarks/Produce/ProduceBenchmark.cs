using Amazon.Kinesis;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Benchmarks.Produce;

/// <summary>
/// Payload put per CPU-second of the client, over plain HTTP: clients put ready lists of 500. The whole producer gets one record at a time, and adds
/// its buffer, order per key, pace and a result per record.
/// </summary>
internal sealed class ProduceBenchmark : IBenchmark
{
    // LocalAws takes more than Kinesis grants a shard: the pace is computed, and never waits.
    private static readonly StreamsOptions Plain = new() { Producer = new() { ShardShare = 1_000_000 } };
    private static readonly StreamsOptions Aggregating = Plain with { Producer = Plain.Producer with { Aggregates = true } };

    private static readonly ProduceCase[] Cases =
    [
        new("200 B", 200, 50_000),
        new("1 KiB", 1024, 20_000),
        new("25 KB", 25_000, 2_000),
    ];

    public string Name => "produce";

    public string Summary => "PutRecords: ours (CBOR), our producer, plain and aggregating, npm @aws-sdk/client-kinesis, a client of the official shape (JSON)";

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: false, cancellationToken);
        await using var node = NodeWorker.Start("produce-benchmark.mjs");
        using var clients = new ProduceClients(local.Endpoint);
        var rows = new List<BenchmarkRow>();
        foreach (var @case in Cases)
        {
            Side[] sides =
            [
                new("ours (CBOR)", token => MeasureClientAsync(@case, clients, token)),
                new("ours, whole producer", token => MeasureProducerAsync(@case, clients, Plain, "producer", token)),
                new("ours, producer aggregating", token => MeasureProducerAsync(@case, clients, Aggregating, "aggregating", token)),
                new("official shape (JSON)", token => MeasureOfficialShapeAsync(@case, clients.Kinesis, token)),
                new("npm @aws-sdk/client-kinesis", token => MeasureNodeAsync(@case, clients.Kinesis, node, local.Endpoint, token)),
            ];
            rows.AddRange(await new Comparison(@case.Name, sides, isRate: true).RunAsync(options, cancellationToken));
        }
        rows.AddRange(await ShardLimitRun.RunAsync(cancellationToken));
        return new(Name, "payload MB per client CPU-second, but for one shard", options.RoundCount, rows);
    }

    private static async Task<Sample> MeasureProducerAsync(ProduceCase @case, ProduceClients clients, StreamsOptions options, string side, CancellationToken cancellationToken)
    {
        var stream = await @case.NewStreamAsync(clients.Kinesis, side, cancellationToken);
        await using var producer = clients.CreateProducer(options);
        return await MeasureAsync(@case, async () =>
        {
            var results = new Task<PutResult>[@case.RecordCount];
            for (var i = 0; i < results.Length; i++)
                results[i] = await producer.EnqueueAsync(stream, new(ProduceCase.Keys[i % ProduceCase.Keys.Length], @case.Payload), cancellationToken);
            await producer.FlushAsync(cancellationToken);
            if (!Array.TrueForAll(results, r => r.IsCompletedSuccessfully)) throw new InvalidOperationException($"{side} did not put all records.");
        });
    }

    private static async Task<Sample> MeasureClientAsync(ProduceCase @case, ProduceClients clients, CancellationToken cancellationToken)
    {
        var stream = await @case.NewStreamAsync(clients.Kinesis, "client", cancellationToken);
        return await MeasureAsync(@case, async () =>
        {
            for (var put = 0; put < @case.RecordCount; put += @case.PutCount)
            {
                var entries = new PutEntry[Math.Min(@case.PutCount, @case.RecordCount - put)];
                for (var i = 0; i < entries.Length; i++) entries[i] = new(@case.Payload, ProduceCase.Keys[(put + i) % ProduceCase.Keys.Length], null);
                var results = await clients.Records.PutRecordsAsync(stream.Value, entries, cancellationToken);
                if (!results.All(r => r.IsPut)) throw new InvalidOperationException("The client did not put all records.");
            }
        });
    }

    private static async Task<Sample> MeasureOfficialShapeAsync(ProduceCase @case, AmazonKinesisClient kinesis, CancellationToken cancellationToken)
    {
        var stream = await @case.NewStreamAsync(kinesis, "official", cancellationToken);
        return await MeasureAsync(@case, async () =>
        {
            for (var put = 0; put < @case.RecordCount; put += @case.PutCount)
            {
                var count = Math.Min(@case.PutCount, @case.RecordCount - put);
                var request = new Amazon.Kinesis.Model.PutRecordsRequest { StreamName = stream.Value, Records = new(count) };
                for (var i = put; i < put + count; i++)
                    request.Records.Add(new() { Data = new(@case.Payload), PartitionKey = ProduceCase.Keys[i % ProduceCase.Keys.Length] });
                var response = await kinesis.PutRecordsAsync(request, cancellationToken);
                if (response.FailedRecordCount > 0 || response.Records!.Count != count) throw new InvalidOperationException("The official shape did not put all records.");
            }
        });
    }

    private static async Task<Sample> MeasureAsync(ProduceCase @case, Func<Task> passAsync)
    {
        var passCount = 0;
        var usage = ProcessUsage.Start();
        do
        {
            await passAsync();
            passCount++;
        }
        while (usage.Cpu < ProcessUsage.SampleCpuMin);
        var (cpu, allocated) = (usage.Cpu, usage.AllocatedBytes);
        var recordCount = (long)passCount * @case.RecordCount;
        return new(recordCount * @case.PayloadBytes / 1e6 / cpu.TotalSeconds, (double)allocated / recordCount);
    }

    private static async Task<Sample> MeasureNodeAsync(ProduceCase @case, AmazonKinesisClient kinesis, NodeWorker node, Uri endpoint, CancellationToken cancellationToken)
    {
        var stream = await @case.NewStreamAsync(kinesis, "npm", cancellationToken);
        var question = new
        {
            endpoint, Stream = stream.Value, @case.PayloadBytes, @case.RecordCount, @case.PutCount, KeyCount = ProduceCase.Keys.Length,
            CpuMillisecondsMin = ProcessUsage.SampleCpuMin.TotalMilliseconds,
        };
        var answer = await node.AskAsync<NodeTotal>(question, cancellationToken);
        return answer.RecordCount % @case.RecordCount == 0 && answer.RecordCount > 0
            ? new(answer.RecordCount * @case.PayloadBytes / answer.CpuMicroseconds, null)
            : throw new InvalidOperationException($"npm @aws-sdk/client-kinesis put {answer.RecordCount} records, no multiple of {@case.RecordCount}.");
    }

    private sealed record NodeTotal(long RecordCount, double CpuMicroseconds);
}
