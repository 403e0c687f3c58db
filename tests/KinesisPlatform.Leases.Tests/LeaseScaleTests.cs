using System.Globalization;
using KinesisPlatform.Leases.Tests.Cluster;
using Xunit.Abstractions;

namespace KinesisPlatform.Leases.Tests;

/// <summary>
/// What leases cost and how fast they are, on a simulated clock, printed:
/// <c>LEASES_LARGE=1 dotnet test tests/KinesisPlatform.Leases.Tests --filter LeaseScaleTests --logger "console;verbosity=detailed"</c>. Large clusters take minutes: they run only with the variable.
/// </summary>
public sealed class LeaseScaleTests(ITestOutputHelper output)
{
    private static readonly (int Streams, int Shards, int Workers)[] Small = [(1, 4, 1), (1, 4, 2), (1, 100, 10)];

    private static readonly (int Streams, int Shards, int Workers)[] Large = [(250, 4, 50), (1000, 1, 50), (1, 1000, 50)];

    private static readonly TimeSpan Month = TimeSpan.FromDays(30);

    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(200);

    public static TheoryData<int, int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int, int>();
            foreach (var (streams, shards, workers) in Environment.GetEnvironmentVariable("LEASES_LARGE") is { Length: > 0 } ? [.. Small, .. Large] : Small) sizes.Add(streams, shards, workers);
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task Life_OfACluster_StaysWithinItsBounds(int streamCount, int shardCount, int workerCount)
    {
        var cluster = new LeaseCluster(seed: 42);
        var heartbeat = cluster.Options.HeartbeatInterval;
        var limit = heartbeat * 60;
        cluster.AddGroups(streamCount, shardCount);
        output.WriteLine($"{streamCount} streams of {shardCount} shards, {workerCount} workers, a heartbeat every {heartbeat.TotalSeconds} s");

        Measure(cluster, "all start at once, until all is held", () => cluster.Start(workerCount), () => cluster.IsHeldOnce, limit);
        Measure(cluster, "  until shares are even", () => { }, () => cluster.IsHeldOnce && cluster.IsEven, limit);
        Measure(cluster, "  until groups are together", () => { }, () => IsQuiet(cluster), limit * 3);
        Steady(cluster, workerCount);
        if (workerCount > 1)
        {
            var gone = Math.Max(1, workerCount / 10);
            var shares = workerCount == 2 ? 1 : gone;
            var takeover = Measure(cluster, $"{shares} die at once, until their shards are taken over", () => Victims(cluster, shares).ForEach(worker => worker.Kill()), () => cluster.IsHeldOnce, limit);
            Assert.True(takeover <= heartbeat * 3 + Tolerance, $"{takeover}");
            Measure(cluster, "  until shares are even", () => { }, () => cluster.IsHeldOnce && cluster.IsEven, limit);
            Measure(cluster, $"{shares} join, until shares are even", () => cluster.Start(shares), () => cluster.IsHeldOnce && cluster.IsEven, limit);
            await StopAsync(cluster, shares, limit);
            cluster.Start(shares);
            cluster.RunUntil(() => cluster.IsHeldOnce && cluster.IsEven, limit);
            var paused = Victims(cluster, shares);
            Measure(cluster, $"{shares} pause, until their shards are taken over", () => paused.ForEach(worker => worker.Context.IsPaused = true), () => cluster.IsHeldOnce, limit);
            Measure(cluster, "  they wake up, until no shard is held twice", () => paused.ForEach(worker => worker.Context.IsPaused = false), () => cluster.IsHeldOnce, limit);
            cluster.RunUntil(() => cluster.IsHeldOnce && cluster.IsEven, limit);
        }
        Measure(cluster, "a tenth of the streams are split, until all shards are held and even", () => Split(cluster), () => cluster.IsHeldOnce && cluster.IsEven, limit);
        Measure(cluster, "  until groups are together", () => { }, () => IsQuiet(cluster), limit * 3);
    }

    /// <summary>Nothing has moved for five heartbeats.</summary>
    private static bool IsQuiet(LeaseCluster cluster)
    {
        var before = cluster.TakenCount;
        cluster.RunFor(cluster.Options.HeartbeatInterval * 5);
        return cluster.TakenCount == before;
    }

    private TimeSpan Measure(LeaseCluster cluster, string what, Action action, Func<bool> isDone, TimeSpan limit)
    {
        var (requests, taken) = (cluster.Store.Counts with { }, cluster.TakenCount);
        action();
        var elapsed = cluster.RunUntil(isDone, limit);
        var used = cluster.Store.Counts.Since(requests);
        Print($"{what}: {elapsed.TotalSeconds:F1} s, {cluster.TakenCount - taken} taken, {used.Puts} PUT, {used.Gets} GET, {used.Lists} LIST; streams on {cluster.FragmentCount} workers in sum");
        return elapsed;
    }

    private void Steady(LeaseCluster cluster, int workerCount)
    {
        var duration = TimeSpan.FromMinutes(10);
        var requests = cluster.Store.Counts with { };
        cluster.RunFor(duration);
        var (used, perMonth) = (cluster.Store.Counts.Since(requests), Month / duration);
        Print($"ten quiet minutes: {used.Puts} PUT, {used.Gets} GET, {used.Lists} LIST; a month of them: {used.Puts * perMonth:N0} PUT, {used.Gets * perMonth:N0} GET, {used.Lists * perMonth:N0} LIST, ${used.Dollars * perMonth:F2}");
        // No more than a PUT and a LIST of each worker at each heartbeat.
        Assert.InRange(used.Dollars * perMonth, 0, workerCount * 3.3);
    }

    private async Task StopAsync(LeaseCluster cluster, int count, TimeSpan limit)
    {
        foreach (var worker in Victims(cluster, count)) await cluster.StopAsync(worker);
        var handover = Measure(cluster, $"{count} stop, until their shards are taken over", () => { }, () => cluster.IsHeldOnce, limit);
        Assert.True(handover <= cluster.Options.HeartbeatInterval + Tolerance, $"{handover}");
    }

    private static List<SimulatedWorker> Victims(LeaseCluster cluster, int count) => [.. cluster.Running.Where((_, i) => i % 2 == 1 || count == 1).Take(count)];

    private static void Split(LeaseCluster cluster)
    {
        foreach (var group in cluster.Groups.Values.Where((_, i) => i % 10 == 0)) group.Split();
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
