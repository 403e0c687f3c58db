using KinesisPlatform.ObjectStore;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace KinesisPlatform.Leases.Tests.Cluster;

/// <summary>Any number of workers over one bucket, on one thread and one clock; which of them goes on next is drawn from a seed.</summary>
internal sealed class LeaseCluster
{
    public const string Folder = "archive/_leases/";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly Random _random;

    public LeaseCluster(int seed)
    {
        _random = new(seed);
        Store = new(new MemoryObjectStore(Time));
    }

    public FakeTimeProvider Time { get; } = new();

    public CountingStore Store { get; }

    public LeaseOptions Options { get; } = new();

    public SortedDictionary<string, SimulatedGroup> Groups { get; } = new(StringComparer.Ordinal);

    public List<SimulatedWorker> Workers { get; } = [];

    /// <summary>How often a worker began to hold a resource.</summary>
    public int TakenCount { get; set; }

    public IEnumerable<SimulatedWorker> Running => Workers.Where(worker => worker.IsRunning);

    public IReadOnlyList<LeaseResource> Resources => [.. Groups.SelectMany(group => group.Value.Open.Select(name => new LeaseResource(group.Key, name)))];

    public void AddGroups(int count, int shardCount)
    {
        for (var i = 0; i < count; i++)
        {
            var group = new SimulatedGroup();
            group.Add(shardCount);
            Groups.Add($"stream-{Groups.Count:D4}", group);
        }
        foreach (var worker in Running) worker.SetGroups();
    }

    public SimulatedWorker Start(string name, params string[] serves)
    {
        var worker = new SimulatedWorker(this, name, new(Store, Folder, name, serves is [] ? ["*"] : serves, Options, new MonotonicClock(Time), NewId, NullLogger<LeaseCoordinator>.Instance));
        Workers.Add(worker);
        worker.Start();
        return worker;
    }

    public IReadOnlyList<SimulatedWorker> Start(int count) => [.. Enumerable.Range(0, count).Select(_ => Start($"worker-{Workers.Count:D3}"))];

    public async Task StopAsync(SimulatedWorker worker)
    {
        var stopping = worker.StopAsync();
        Pump();
        await stopping;
        worker.Kill();
    }

    public void RunFor(TimeSpan duration)
    {
        for (var end = Time.GetUtcNow() + duration; Time.GetUtcNow() < end;)
        {
            Pump();
            Time.Advance(Step);
        }
        Pump();
    }

    /// <returns>How long it took.</returns>
    public TimeSpan RunUntil(Func<bool> condition, TimeSpan limit)
    {
        var start = Time.GetTimestamp();
        Pump();
        while (!condition())
        {
            Assert.True(Time.GetElapsedTime(start) < limit, $"Not within {limit}: {Describe()}");
            RunFor(Step);
            Assert.All(Workers, worker => Assert.Null(worker.Failure));
        }
        return Time.GetElapsedTime(start);
    }

    /// <summary>Every resource is held by a running worker, and by no other.</summary>
    public bool IsHeldOnce
    {
        get
        {
            var resources = Resources;
            var held = Running.SelectMany(worker => worker.Held).ToList();
            return held.Count == resources.Count && resources.ToHashSet().SetEquals(held);
        }
    }


    public bool IsEven => Running.Select(worker => worker.Held.Count).ToList() is var counts && counts.Max() - counts.Min() <= 1;

    /// <summary>On how many workers groups are, summed over the groups: each costs the commits of its own.</summary>
    public int FragmentCount => Running.Sum(worker => worker.Held.Select(resource => resource.Group).Distinct().Count());

    public string Describe() => string.Join("; ", Running.Select(worker => $"{worker.Leases.Current.Worker}: {worker.Held.Count} {worker.Leases.Current.Error}{worker.Failure}"));

    public Guid NewId()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new(bytes);
    }

    private void Pump()
    {
        while (Workers.Where(worker => worker.Context.IsRunnable).ToList() is { Count: > 0 } runnable) runnable[_random.Next(runnable.Count)].Context.RunOne();
    }
}
