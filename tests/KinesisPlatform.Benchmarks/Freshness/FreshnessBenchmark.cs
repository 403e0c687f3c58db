using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Benchmarks.Produce;

namespace KinesisPlatform.Benchmarks.Freshness;

/// <summary>How long after its put was acknowledged a record is in a query's answer, by polling and by fan-out, as the gateway is configured by itself.</summary>
internal sealed class FreshnessBenchmark : IBenchmark
{
    private const int RecordsPerRound = 120;
    private const int ShardCount = 2;
    private static readonly string[] Readings = ["polling", "fanOut"];

    public string Name => "freshness";

    public string Summary => "from a put's acknowledgement to the query that sees the record, on the clock; a round is 120 records";

    public async Task<BenchmarkResult> RunAsync(BenchmarkOptions options, CancellationToken cancellationToken)
    {
        var rows = new List<BenchmarkRow>();
        var figures = new List<BenchmarkFigure>();
        await using var local = await LocalAwsProcess.StartAsync(null, enforcesLimits: true, cancellationToken);
        using var clients = new ProduceClients(local.Endpoint);
        foreach (var reading in Readings.Where(reading => options.Only is null || reading.Contains(options.Only, StringComparison.Ordinal)))
        {
            await Console.Error.WriteLineAsync($"Freshness, {reading}");
            var stream = $"freshness-{reading}";
            await clients.Kinesis.CreateStreamAsync(new() { StreamName = stream, ShardCount = ShardCount }, cancellationToken);
            using var gateway = await GatewayProcess.StartAsync(local.Endpoint, [new("Streams__Reading", reading)], cancellationToken);
            var milliseconds = await new FreshnessRun(clients, gateway, stream).RunAsync(options.RoundCount * RecordsPerRound, cancellationToken);
            rows.Add(new(reading, "acknowledged to answered", milliseconds[milliseconds.Count / 2], milliseconds[0], milliseconds[^1], null, null));
            figures.Add(new($"{reading}, 99 of 100 within", milliseconds[milliseconds.Count * 99 / 100], "ms"));
        }
        return new(Name, "ms", options.RoundCount, rows) { Figures = figures };
    }
}
