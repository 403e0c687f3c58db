using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Streams;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>Payload that reading brings per CPU-second of the client. The streams are read whole, from their start, again and again.</summary>
internal sealed class ConsumeBenchmark : IBenchmark
{
    private const string Shards = "--shards";
    private const string CaseName = "--case";

    private static readonly ConsumeCase[] Cases =
    [
        new("200 B", 200, 100_000),
        new("1 KiB", 1024, 30_000),
        new("25 KB", 25_000, 2_000),
    ];

    public string Name => "consume";

    public string Summary => "GetRecords, plain and over TLS: our shard reader (CBOR), npm @aws-sdk/client-kinesis, a client of the official shape (JSON, a MemoryStream per record)";

    public IReadOnlyDictionary<string, string> OwnOptions { get; } = new Dictionary<string, string>
    {
        [CaseName] = "<part of a case's name, such as 200, or TLS>",
        [Shards] = "1,16,64,256: our reader alone, on streams of so many shards",
    };

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var rows = options.Own.TryGetValue(Shards, out var counts)
            ? await ShardScale.RunAsync(ShardScale.Parse(counts), options, cancellationToken)
            : await CompareAsync(options, cancellationToken);
        return new(Name, "payload MB per client CPU-second", options.RoundCount, rows);
    }

    private static async Task<IReadOnlyList<BenchmarkRow>> CompareAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        using var certificate = new LoopbackCertificate();
        await using var node = NodeWorker.Start("consume-benchmark.mjs", certificate);
        var rows = new List<BenchmarkRow>();
        foreach (var trusted in (LoopbackCertificate?[])[null, certificate])
        {
            await using var local = await LocalAwsProcess.StartAsync(trusted, enforcesLimits: false, cancellationToken);
            using var clients = new ConsumeClients(local.Endpoint, trusted);
            foreach (var @case in Cases)
            {
                var name = trusted is null ? @case.Name : $"{@case.Name}, TLS";
                if (options.Own.TryGetValue(CaseName, out var part) && !name.Contains(part, StringComparison.OrdinalIgnoreCase)) continue;
                await @case.FillAsync(clients.Kinesis, clients.Records, cancellationToken);
                Side[] sides =
                [
                    new("ours (CBOR)", token => MeasureAsync(@case, "ours", () => ReadOursAsync(clients, @case, token))),
                    new("official shape (JSON)", token => MeasureAsync(@case, "official shape", () => ReadOfficialShapeAsync(clients, @case, token))),
                    new("npm @aws-sdk/client-kinesis", token => MeasureNodeAsync(@case, node, local.Endpoint, token)),
                ];
                rows.AddRange(await new Comparison(name, sides, isRate: true).RunAsync(options, cancellationToken));
            }
        }
        return rows;
    }

    private static async Task<Sample> MeasureAsync(ConsumeCase @case, string side, Func<Task<PassTotal>> readAsync)
    {
        var (sample, total) = await PassTotal.MeasureAsync(readAsync);
        @case.ThrowUnlessWhole(side, total);
        return sample;
    }

    /// <summary>As an application reads: batches of user records, de-aggregated, each given back when it is done with.</summary>
    private static async Task<PassTotal> ReadOursAsync(ConsumeClients clients, ConsumeCase @case, CancellationToken cancellationToken)
    {
        var total = default(PassTotal);
        await foreach (var batch in clients.Reader.ReadAsync(new(@case.Stream), new(ConsumeCase.Shard), new ReadPosition.TrimHorizon(), cancellationToken))
        {
            using (batch)
            {
                if (batch.Records.Count == 0) break;
                total += PassTotal.Of(batch);
            }
        }
        return total;
    }

    private static async Task<PassTotal> ReadOfficialShapeAsync(ConsumeClients clients, ConsumeCase @case, CancellationToken cancellationToken)
    {
        var (recordCount, payloadBytes) = (0L, 0L);
        for (var iterator = await @case.IteratorAsync(clients.Kinesis, cancellationToken); iterator is not null;)
        {
            var response = await clients.OfficialShape.GetRecordsAsync(new() { ShardIterator = iterator, Limit = ConsumeCase.ReadCountMax }, cancellationToken);
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
        @case.ThrowUnlessWhole("npm @aws-sdk/client-kinesis", new(answer.RecordCount, answer.PayloadBytes, answer.PassCount));
        return new(answer.PayloadBytes / answer.CpuMicroseconds, null);
    }

    private sealed record NodeTotal(long RecordCount, long PayloadBytes, int PassCount, double CpuMicroseconds);
}
