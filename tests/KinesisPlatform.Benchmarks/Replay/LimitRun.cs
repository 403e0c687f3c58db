using System.Globalization;
using System.Text.Json;
using KinesisPlatform.Benchmarks.Archive;

namespace KinesisPlatform.Benchmarks.Replay;

/// <summary>Replays onto shards that take what Kinesis grants and no more; on the clock. What is counted is what the target holds in the end, by arrival: annotation, keys and the frames of aggregates.</summary>
internal sealed class LimitRun(Uri endpoint, TimeSpan measured) : IDisposable
{
    private const int TargetShards = 2;
    private const double LimitBytesPerSecond = 1 << 20;
    private const string LiveKeys = "live-";

    // Both sides' buckets are empty by then.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    // In which a replay finds out that it is alone.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly ReplayStreams _streams = new(endpoint);
    private readonly HashSet<string> _archived = [];

    public async Task<IEnumerable<BenchmarkFigure>> MeasureLimitsAsync(CancellationToken cancellationToken) =>
    [
        .. await MeasureAsync("1 KiB", ReplayBenchmark.Kilobytes(200_000), aggregates: false, liveShare: 0, cancellationToken),
        .. await MeasureAsync("100 B aggregated", ReplayBenchmark.Small(400_000), aggregates: true, liveShare: 0, cancellationToken),
    ];

    public async Task<IEnumerable<BenchmarkFigure>> MeasureLiveAsync(CancellationToken cancellationToken)
    {
        var figures = new List<BenchmarkFigure>();
        foreach (var liveShare in (double[])[0.2, 0.5, 0.8])
            figures.AddRange(await MeasureAsync(string.Create(CultureInfo.InvariantCulture, $"1 KiB beside live writers of {liveShare:P0}"), ReplayBenchmark.Kilobytes(200_000), aggregates: false, liveShare, cancellationToken));
        return figures;
    }

    public void Dispose() => _streams.Dispose();

    private async Task<IEnumerable<BenchmarkFigure>> MeasureAsync(string name, ArchiveCase @case, bool aggregates, double liveShare, CancellationToken cancellationToken)
    {
        await Console.Error.WriteLineAsync($"A shard's limits, {name}");
        if (_archived.Add(@case.Stream)) await _streams.ArchiveAsync(@case, 1, cancellationToken);
        var target = $"limits-{@case.Stream}";
        await _streams.NewTargetAsync(target, TargetShards, cancellationToken);
        using var coordinator = await CoordinatorProcess.StartAsync(endpoint, shardShare: 1, cancellationToken);
        // Alone first: a writer that is throttled without a replay says nothing about it.
        var live = new LiveWriter(_streams.Records, target, LiveKeys, (long)(liveShare * TargetShards * LimitBytesPerSecond));
        var (_, throttledAlone) = await live.WriteAsync(liveShare > 0 ? measured / 2 : TimeSpan.Zero, CancellationToken.None);
        // It goes on writing while the replay begins.
        using var hasBegun = new CancellationTokenSource();
        var beginning = live.WriteAsync(TimeSpan.MaxValue, hasBegun.Token);
        var location = await coordinator.PostAsync(new { source = @case.Stream, target, aggregate = aggregates }, cancellationToken);
        await coordinator.UntilAsync(location, view => Sent(view) > 0, cancellationToken);
        await Task.Delay(WarmUp, cancellationToken);
        await hasBegun.CancelAsync();
        var (putAtFirst, throttledAtFirst) = await beginning;
        var from = DateTimeOffset.UtcNow;
        var (put, throttled) = await live.WriteAsync(measured, CancellationToken.None);
        var to = DateTimeOffset.UtcNow;
        var (putSuddenly, throttledSuddenly) = liveShare > 0 ? await WriteSuddenlyAsync(live, cancellationToken) : default;
        if ((await coordinator.UntilAsync(location, _ => true, cancellationToken)).GetProperty("state").GetString() != "running") throw new InvalidOperationException("The archive was too short for so long a replay.");
        await coordinator.CancelAsync(location, cancellationToken);
        var arrivals = (await _streams.ReadAsync(target, cancellationToken)).Where(a => a.At >= from && a.At < to).ToList();
        var replayed = arrivals.Where(a => !a.PartitionKey.StartsWith(LiveKeys, StringComparison.Ordinal)).Sum(a => (long)a.Bytes);
        var limit = TargetShards * LimitBytesPerSecond * (to - from).TotalSeconds;
        var counts = (await coordinator.UntilAsync(location, _ => true, cancellationToken)).GetProperty("counts");
        var sentBytes = counts.GetProperty("sentBytes").GetDouble() / Math.Max(1, counts.GetProperty("sent").GetInt64());
        var payload = @case.PayloadBytes / (double)@case.RecordCount;
        var figures = new List<BenchmarkFigure>
        {
            new($"{name}: put by the replay, of what {TargetShards} shards take", 100 * replayed / limit, "% of the bytes"),
            new($"{name}: a record is put as, keys included (its payload: {payload:0} B)", sentBytes, "B"),
        };
        if (liveShare > 0)
        {
            figures.Add(new($"{name}: live and replayed together", 100.0 * arrivals.Sum(a => (long)a.Bytes) / limit, "% of the bytes"));
            figures.Add(new($"{name}: live records put meanwhile", put, "records"));
            figures.Add(new($"{name}: of these throttled", 100.0 * throttled / put, $"% (without a replay: {throttledAlone} records)"));
            figures.Add(new($"{name}: throttled from the request until then", 100.0 * throttledAtFirst / putAtFirst, $"% of {putAtFirst} records"));
            figures.Add(new($"{name}: throttled in {measured.TotalSeconds:0} s that begin when the replay has had all to itself", 100.0 * throttledSuddenly / putSuddenly, $"% of {putSuddenly} records"));
        }
        return figures;
    }

    private async Task<(long Put, long Throttled)> WriteSuddenlyAsync(LiveWriter live, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, cancellationToken);
        return await live.WriteAsync(measured, CancellationToken.None);
    }

    private static long Sent(JsonElement view) => view.TryGetProperty("counts", out var counts) ? counts.GetProperty("sent").GetInt64() : 0;
}
