using Amazon.Kinesis;
using Amazon.Runtime;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Aws.Subscriptions;
using KinesisPlatform.Benchmarks.Measuring;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Streams;
using KinesisPlatform.Streams.FanOut;
using KinesisPlatform.Streams.Topology;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Benchmarks.Consume;

/// <summary>Payload that enhanced fan-out pushes per CPU-second of the client. Each pass is a subscription from the stream's start.</summary>
internal sealed class FanOutBenchmark : IBenchmark
{
    private const string CaseName = "--case";
    private const string Npm = "npm @aws-sdk/client-kinesis";

    private static readonly ConsumeCase[] Cases =
    [
        new("200 B", 200, 50_000),
        new("1 KiB", 1024, 20_000),
        new("25 KB", 25_000, 1_000),
    ];

    public string Name => "fanout";

    public string Summary => "SubscribeToShard, plain and over TLS: our fan-out reader, npm @aws-sdk/client-kinesis (over HTTP/2)";

    public IReadOnlyDictionary<string, string> OwnOptions { get; } = new Dictionary<string, string> { [CaseName] = "<part of a case's name, such as 200, or TLS>" };

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        using var certificate = new LoopbackCertificate();
        await using var node = NodeWorker.Start("fan-out-benchmark.mjs", certificate);
        var rows = new List<BenchmarkRow>();
        foreach (var trusted in (LoopbackCertificate?[])[null, certificate])
        {
            await using var local = await LocalAwsProcess.StartAsync(trusted, enforcesLimits: false, cancellationToken);
            using var clients = new Clients(local.Endpoint, trusted);
            foreach (var @case in Cases)
            {
                var name = trusted is null ? @case.Name : $"{@case.Name}, TLS";
                if (options.Own.TryGetValue(CaseName, out var part) && !name.Contains(part, StringComparison.OrdinalIgnoreCase)) continue;
                await @case.FillAsync(clients.Kinesis, clients.Records, cancellationToken);
                var consumer = await clients.RegisterAsync(@case, "npm", cancellationToken);
                Side[] sides =
                [
                    new("ours", token => MeasureOursAsync(clients, @case, token)),
                    new(Npm, token => MeasureNodeAsync(@case, node, local.Endpoint, consumer, token)),
                ];
                rows.AddRange(await new Comparison(name, sides, isRate: true).RunAsync(options, cancellationToken));
            }
        }
        return new(Name, "payload MB per client CPU-second", options.RoundCount, rows);
    }

    private static async Task<Sample> MeasureOursAsync(Clients clients, ConsumeCase @case, CancellationToken cancellationToken)
    {
        var (sample, total) = await PassTotal.MeasureAsync(() => ReadAsync(clients, @case, cancellationToken));
        @case.ThrowUnlessWhole("ours", total);
        return sample;
    }

    private static async Task<PassTotal> ReadAsync(Clients clients, ConsumeCase @case, CancellationToken cancellationToken)
    {
        var total = default(PassTotal);
        await foreach (var batch in clients.Reader.ReadAsync(new(@case.Stream), new(ConsumeCase.Shard), new ReadPosition.TrimHorizon(), cancellationToken))
        {
            using (batch) total += PassTotal.Of(batch);
            if (total.RecordCount >= @case.RecordCount) break;
        }
        return total;
    }

    private static async Task<Sample> MeasureNodeAsync(ConsumeCase @case, NodeWorker node, Uri endpoint, string consumer, CancellationToken cancellationToken)
    {
        var question = new { endpoint, consumer, @case.RecordCount, CpuMillisecondsMin = ProcessUsage.SampleCpuMin.TotalMilliseconds };
        var answer = await node.AskAsync<NodeTotal>(question, cancellationToken);
        @case.ThrowUnlessWhole(Npm, new(answer.RecordCount, answer.PayloadBytes, answer.PassCount));
        return new(answer.PayloadBytes / answer.CpuMicroseconds, null);
    }

    private sealed record NodeTotal(long RecordCount, long PayloadBytes, int PassCount, double CpuMicroseconds);

    private sealed class Clients : IDisposable
    {
        private readonly ShardSubscriptionClient _subscriptions;

        public Clients(Uri endpoint, LoopbackCertificate? certificate)
        {
            var credentials = new BasicAWSCredentials("test", "test");
            (Kinesis, Records, _subscriptions) = (new(credentials, Config()), new(credentials, Config()), new(credentials, Config(), TimeProvider.System));
            var options = new StreamsOptions { Reading = ReadingMode.FanOut };
            var directory = new StreamDirectory(Kinesis, options, TimeProvider.System, Random.Shared, NullLogger<StreamDirectory>.Instance);
            Reader = new(Kinesis, Records, _subscriptions, directory, options, "ours", TimeProvider.System, Random.Shared, NullLogger<FanOutShardReader>.Instance);

            AmazonKinesisConfig Config() => new()
            {
                ServiceURL = endpoint.AbsoluteUri,
                AuthenticationRegion = "us-east-1",
                UseHttp = certificate is null,
                HttpClientFactory = new TrustingHttpClientFactory(certificate),
            };
        }

        public AmazonKinesisClient Kinesis { get; }

        public KinesisRecordClient Records { get; }

        public FanOutShardReader Reader { get; }

        public async Task<string> RegisterAsync(ConsumeCase @case, string name, CancellationToken cancellationToken)
        {
            var summary = await Kinesis.DescribeStreamSummaryAsync(new() { StreamName = @case.Stream }, cancellationToken);
            var answer = await Kinesis.RegisterStreamConsumerAsync(new() { StreamARN = summary.StreamDescriptionSummary!.StreamARN, ConsumerName = name }, cancellationToken);
            return answer.Consumer!.ConsumerARN!;
        }

        public void Dispose()
        {
            Kinesis.Dispose();
            Records.Dispose();
            _subscriptions.Dispose();
        }
    }
}
