using KinesisPlatform.Leases.Tests.Cluster;

namespace KinesisPlatform.Leases.Tests;

public sealed class LeaseCoordinatorTests
{
    private readonly LeaseCluster _cluster = new(seed: 1);

    private TimeSpan Heartbeat => _cluster.Options.HeartbeatInterval;

    [Fact]
    public void Run_OneWorker_HoldsEverythingAtOnce()
    {
        _cluster.AddGroups(10, shardCount: 4);
        _cluster.Start("a");

        Assert.Equal(TimeSpan.Zero, _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat));
    }

    [Fact]
    public void Run_WorkersStartAtOnce_SettleToEvenShares()
    {
        _cluster.AddGroups(10, shardCount: 4);
        _cluster.Start(4);

        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 6);
        _cluster.RunUntil(() => _cluster.FragmentCount == 12, Heartbeat * 20);
    }

    [Fact]
    public void Run_WorkerJoins_TakesItsShareInSmallSteps()
    {
        _cluster.AddGroups(1, shardCount: 40);
        var first = _cluster.Start("a");
        _cluster.RunFor(Heartbeat);
        var second = _cluster.Start("b");

        var before = 0;
        for (var beat = 0; beat < 20; beat++)
        {
            _cluster.RunFor(Heartbeat * 0.9);
            Assert.InRange(second.Held.Count - before, 0, 2 * _cluster.Options.MovesMax);
            before = second.Held.Count;
        }
        Assert.Equal((20, 20), (first.Held.Count, second.Held.Count));
        Assert.True(_cluster.IsHeldOnce);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void Run_WorkerDies_ItsShareIsTakenOverWithinThreeHeartbeats(int workerCount)
    {
        _cluster.AddGroups(20, shardCount: 3);
        var workers = _cluster.Start(workerCount);
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 30);
        _cluster.RunFor(Heartbeat * 10);

        workers[1].Kill();

        _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat * 3 + TimeSpan.FromMilliseconds(200));
        Assert.True(_cluster.IsEven);
    }

    [Fact]
    public async Task HandOver_WorkerStops_ItsShareIsTakenAtTheNextLook()
    {
        _cluster.AddGroups(6, shardCount: 2);
        var workers = _cluster.Start(3);
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 30);

        await _cluster.StopAsync(workers[0]);

        _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat + TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public void Run_PausedWorkerWakesUp_FindsItsShareTakenAndGetsANewOne()
    {
        _cluster.AddGroups(6, shardCount: 2);
        var workers = _cluster.Start(3);
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 30);
        workers[0].Context.IsPaused = true;
        _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat * 4);
        Assert.NotEmpty(workers[0].Held);

        workers[0].Context.IsPaused = false;
        _cluster.RunFor(TimeSpan.FromMilliseconds(100));
        Assert.True(_cluster.IsHeldOnce, _cluster.Describe());

        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 10);
    }

    [Fact]
    public void Run_WorkerIsStartedAgain_GoesOnWithWhatItHeldAtOnce()
    {
        _cluster.AddGroups(6, shardCount: 2);
        var workers = _cluster.Start(2);
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 30);
        _cluster.RunFor(Heartbeat * 10);
        var held = workers[0].Held;

        workers[0].Kill();
        var again = _cluster.Start(workers[0].Name);

        Assert.Equal(TimeSpan.Zero, _cluster.RunUntil(() => again.Held.SequenceEqual(held), Heartbeat));
    }

    [Fact]
    public void Run_TwoProcessesOfOneName_TheFirstGoesOnUnderAnother()
    {
        _cluster.AddGroups(6, shardCount: 2);
        var first = _cluster.Start("twin");
        _cluster.RunFor(Heartbeat);
        var second = _cluster.Start("twin");
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 10);

        Assert.Equal("twin", second.Leases.Current.Worker);
        Assert.Matches("^twin~[0-9a-f]{8}$", first.Leases.Current.Worker);
    }

    [Fact]
    public void Run_StoreIsDownForAWhile_NobodyLosesAnything()
    {
        _cluster.AddGroups(6, shardCount: 2);
        var workers = _cluster.Start(3);
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 30);
        _cluster.RunFor(Heartbeat * 10);
        var held = workers.Select(worker => worker.Held).ToList();

        _cluster.Store.IsDown = true;
        _cluster.RunFor(Heartbeat * 30);
        Assert.All(workers, worker => Assert.NotNull(worker.Leases.Current.Error));
        _cluster.Store.IsDown = false;
        for (var beat = 0; beat < 10; beat++)
        {
            _cluster.RunFor(Heartbeat);
            Assert.Equal(held, workers.Select(worker => worker.Held));
        }
        Assert.All(workers, worker => Assert.Null(worker.Leases.Current.Error));
    }

    [Fact]
    public void Run_ShardsAreSplit_ChildrenAreHeldAndParentsLetGo()
    {
        _cluster.AddGroups(2, shardCount: 4);
        _cluster.Start(3);
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 30);

        foreach (var group in _cluster.Groups.Values) group.Split();

        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 20);
    }

    [Fact]
    public void SetGroups_GroupIsGone_IsLetGoAndComesBack()
    {
        _cluster.AddGroups(2, shardCount: 2);
        _cluster.Start(2);
        _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat * 30);

        var (name, group) = (_cluster.Groups.Keys.First(), _cluster.Groups.Values.First());
        _cluster.Groups.Remove(name);
        foreach (var worker in _cluster.Workers) worker.SetGroups();
        _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat);
        _cluster.Groups.Add(name, group);
        foreach (var worker in _cluster.Workers) worker.SetGroups();
        _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat * 3);
    }

    [Fact]
    public void Run_WorkerServesSomeGroupsOnly_GetsNoOther()
    {
        _cluster.AddGroups(4, shardCount: 2);
        var picky = _cluster.Start("picky", "stream-0001");
        _cluster.Start("open");

        _cluster.RunUntil(() => _cluster.IsHeldOnce, Heartbeat * 10);

        Assert.All(picky.Held, resource => Assert.Equal("stream-0001", resource.Group));
    }

    [Fact]
    public void Run_DeadWorkersDocument_IsDeletedInTheEnd()
    {
        _cluster.Options.HeartbeatsKept = 10;
        _cluster.AddGroups(2, shardCount: 2);
        var workers = _cluster.Start(2);
        _cluster.RunFor(Heartbeat * 5);
        workers[0].Kill();

        _cluster.RunFor(Heartbeat * 20);

        Assert.True(_cluster.Store.Counts.Deletes > 0);
        Assert.True(_cluster.IsHeldOnce);
    }

    [Fact]
    public void Holders_OfEveryWorker_AgreeOnWhoHoldsWhat()
    {
        _cluster.AddGroups(3, shardCount: 4);
        _cluster.Start(3);
        _cluster.RunUntil(() => _cluster.IsHeldOnce && _cluster.IsEven, Heartbeat * 30);
        _cluster.RunFor(Heartbeat * 10);

        var holders = _cluster.Workers.SelectMany(worker => worker.Held.Select(resource => KeyValuePair.Create(resource, worker.Name))).OrderBy(held => held.Key);
        Assert.All(_cluster.Workers, worker => Assert.Equal(holders, worker.Leases.Current.Holders));
    }
}
