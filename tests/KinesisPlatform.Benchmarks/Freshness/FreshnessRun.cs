using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using KinesisPlatform.Benchmarks.Processes;
using KinesisPlatform.Benchmarks.Produce;

namespace KinesisPlatform.Benchmarks.Freshness;

/// <summary>Puts a record every now and then, and queries the stream, one query after the other, until each was seen.</summary>
internal sealed class FreshnessRun(ProduceClients clients, GatewayProcess gateway, string stream)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);
    // A client that looks again at once would only measure how the queries it makes keep each other waiting.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<int, long> _acknowledged = new();
    private readonly Dictionary<int, double> _seen = [];

    /// <returns>Milliseconds from each put's acknowledgement to the answer that first held the record, ascending.</returns>
    public async Task<IReadOnlyList<double>> RunAsync(int recordCount, CancellationToken cancellationToken)
    {
        // The first query of a stream begins to follow it, which is not what is measured.
        await gateway.QueryAsync($"""select count(*) from "{stream}" """, cancellationToken);
        var putting = PutAsync(recordCount, cancellationToken);
        var lastPut = Stopwatch.StartNew();
        for (var next = 0; next < recordCount;)
        {
            if (!putting.IsCompleted) lastPut.Restart();
            if (lastPut.Elapsed > Patience) throw new InvalidOperationException($"Record {next} of {stream} is not seen after {Patience}.");
            var result = await gateway.QueryAsync($"""select (json->>'n')::int from "{stream}" where (json->>'n')::int >= {next}""", cancellationToken);
            var answered = Stopwatch.GetTimestamp();
            foreach (var record in result.GetProperty("rows").EnumerateArray().Select(row => row[0].GetInt32()))
            {
                // Seen before its put was acknowledged: as early as can be.
                if (!_seen.ContainsKey(record)) _seen[record] = _acknowledged.TryGetValue(record, out var at) ? Stopwatch.GetElapsedTime(at, answered).TotalMilliseconds : 0;
            }
            while (_seen.ContainsKey(next)) next++;
            await Task.Delay(Pause, cancellationToken);
        }
        await putting;
        return [.. _seen.Values.Order()];
    }

    private async Task PutAsync(int recordCount, CancellationToken cancellationToken)
    {
        var random = new Random(1);
        for (var n = 0; n < recordCount; n++)
        {
            var results = await clients.Records.PutRecordsAsync(stream, [new(Encoding.UTF8.GetBytes($$"""{"n":{{n}}}"""), $"{random.Next()}", null)], cancellationToken);
            if (results[0].ErrorCode is { } error) throw new InvalidOperationException($"A record was refused: {error}.");
            _acknowledged[n] = Stopwatch.GetTimestamp();
            // At every time within the readers' intervals.
            await Task.Delay(Between * (0.5 + random.NextDouble()), cancellationToken);
        }
    }
}
