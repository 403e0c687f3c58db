using Amazon.Kinesis;
using Amazon.Runtime;
using KinesisPlatform.Aws;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>
/// Payload that GetRecords brings per CPU-second of the client, over plain HTTP. The streams are read whole, from their start, again and again.
/// </summary>
internal sealed class ConsumeBenchmark : IBenchmark
{
    private static readonly ConsumeCase[] Cases =
    [
        new("200 B", 200, 100_000),
        new("1 KiB", 1024, 30_000),
        new("25 KB", 25_000, 2_000),
    ];

    public string Name => "consume";

    public string Summary => "GetRecords: ours (CBOR), npm @aws-sdk/client-kinesis, a client of the official shape (JSON, a MemoryStream per record)";

    public async Task<BenchmarkResult> RunAsync(int roundCount, CancellationToken cancellationToken)
    {
        await using var local = await LocalAwsProcess.StartAsync(cancellationToken);
        await using var node = NodeWorker.Start("consume-benchmark.mjs");
        var connection = new AwsConnection("us-east-1", new BasicAWSCredentials("test", "test"), new Dictionary<string, Uri> { [""] = local.Endpoint });
        using var kinesis = new AmazonKinesisClient(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis"));
        using var records = new KinesisRecordClient(connection.Credentials, connection.Apply(new AmazonKinesisConfig(), "Kinesis"));
        var rows = new List<BenchmarkRow>();
        foreach (var @case in Cases)
        {
            await @case.FillAsync(kinesis, records, cancellationToken);
            Side[] sides =
            [
                new("ours (CBOR)", token => MeasureAsync(@case, "ours", kinesis, iterator => ReadOursAsync(records, iterator, token), token)),
                new("official shape (JSON)", token => MeasureAsync(@case, "official shape", kinesis, iterator => ReadOfficialShapeAsync(kinesis, iterator, token), token)),
                new("npm @aws-sdk/client-kinesis", token => MeasureNodeAsync(@case, node, local.Endpoint, token)),
            ];
            rows.AddRange(await new Comparison(@case.Name, sides, isRate: true).RunAsync(roundCount, cancellationToken));
        }
        return new(Name, "payload MB per client CPU-second", roundCount, rows);
    }

    private static async Task<Sample> MeasureAsync(
        ConsumeCase @case, string side, AmazonKinesisClient kinesis, Func<string, Task<PassTotal>> readAsync, CancellationToken cancellationToken)
    {
        var (recordCount, payloadBytes, passCount) = (0L, 0L, 0);
        var usage = ProcessUsage.Start();
        do
        {
            var pass = await readAsync(await @case.IteratorAsync(kinesis, cancellationToken));
            (recordCount, payloadBytes, passCount) = (recordCount + pass.RecordCount, payloadBytes + pass.PayloadBytes, passCount + 1);
        }
        while (usage.Cpu < ProcessUsage.SampleCpuMin);
        var (cpu, allocated) = (usage.Cpu, usage.AllocatedBytes);
        @case.ThrowUnlessWhole(side, recordCount, payloadBytes, passCount);
        return new(payloadBytes / 1e6 / cpu.TotalSeconds, (double)allocated / recordCount);
    }

    private static async Task<PassTotal> ReadOursAsync(KinesisRecordClient client, string first, CancellationToken cancellationToken)
    {
        var (recordCount, payloadBytes) = (0L, 0L);
        for (string? iterator = first; iterator is not null;)
        {
            using var batch = await client.GetRecordsAsync(iterator, ConsumeCase.ReadCountMax, cancellationToken);
            if (batch.Records.Count == 0) break;
            for (var i = 0; i < batch.Records.Count; i++) payloadBytes += batch.Records[i].Data.Length;
            recordCount += batch.Records.Count;
            iterator = batch.NextShardIterator;
        }
        return new(recordCount, payloadBytes);
    }

    private static async Task<PassTotal> ReadOfficialShapeAsync(AmazonKinesisClient client, string first, CancellationToken cancellationToken)
    {
        var (recordCount, payloadBytes) = (0L, 0L);
        for (string? iterator = first; iterator is not null;)
        {
            var response = await client.GetRecordsAsync(new() { ShardIterator = iterator, Limit = ConsumeCase.ReadCountMax }, cancellationToken);
            if (response.Records is not { Count: > 0 } records) break;
            foreach (var record in records) payloadBytes += record.Data!.Length;
            recordCount += records.Count;
            iterator = response.NextShardIterator;
        }
        return new(recordCount, payloadBytes);
    }

    private static async Task<Sample> MeasureNodeAsync(ConsumeCase @case, NodeWorker node, Uri endpoint, CancellationToken cancellationToken)
    {
        var question = new { endpoint, @case.Stream, Limit = ConsumeCase.ReadCountMax, CpuMillisecondsMin = ProcessUsage.SampleCpuMin.TotalMilliseconds };
        var answer = await node.AskAsync<NodeTotal>(question, cancellationToken);
        @case.ThrowUnlessWhole("npm @aws-sdk/client-kinesis", answer.RecordCount, answer.PayloadBytes, answer.PassCount);
        return new(answer.PayloadBytes / answer.CpuMicroseconds, null);
    }

    private sealed record NodeTotal(long RecordCount, long PayloadBytes, int PassCount, double CpuMicroseconds);
}
