using System.Globalization;
using System.Text;
using KinesisPlatform.Archive;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>One history of replays: an archive is there, coordinators replay it while they are killed, paused and cut off; then nothing goes wrong any more, and every replay must end with every promise kept.</summary>
internal sealed class ReplayHistory(World world, ReplayBug? bug)
{
    public static readonly StreamName Target = new("replayed");

    private const int KeyCount = 6;
    private static readonly TimeSpan SettleTimeMax = TimeSpan.FromHours(2), Step = TimeSpan.FromSeconds(2);

    private readonly SeededRandom _random = world.Fork("replays");

    public void Start() => world.Outside.Start(RunAsync);

    private async Task RunAsync()
    {
        var isOn = world.Faults.IsOn;
        world.Faults.IsOn = false;
        var archived = await ArchiveAsync();
        world.Kinesis.Create(Target, 1, 1 + _random.Next(4), world.Settings.Retention);
        world.Faults.IsOn = isOn;
        var bus = new ReplayBus(world);
        var coordinators = Enumerable.Range(1, 1 + _random.Next(3)).Select(number => new CoordinatorNode(world, number, bus, bug)).ToList();
        foreach (var coordinator in coordinators) coordinator.Start();
        var replays = Enumerable.Range(0, 1 + _random.Next(2)).Select(_ => new SimulatedReplay(world, _random, archived)).ToList();
        world.Outside.Start(() => DisturbAsync(coordinators));
        foreach (var replay in replays) world.Outside.Start(() => replay.RunAsync(coordinators));

        await Task.Delay(world.Settings.ActiveTime, world.Outside.Clock);
        world.Note("world", "is repaired");
        world.Faults.IsOn = false;
        world.Outage.IsOn = false;
        await SettleAsync(coordinators, replays);
        foreach (var replay in replays) new ReplayChecker(world, replay).Check();
        world.Scheduler.Finish();
    }

    private async Task DisturbAsync(IReadOnlyList<CoordinatorNode> coordinators)
    {
        while (world.Faults.IsOn)
        {
            await Task.Delay(_random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(8)), world.Outside.Clock);
            foreach (var coordinator in coordinators.Where(c => !c.IsRunning)) coordinator.Start();
            var victim = _random.Pick(coordinators);
            if (world.Faults.Has(FaultKind.Crash) && _random.Chance(0.3)) victim.Kill();
            else if (world.Faults.Has(FaultKind.Pause) && _random.Chance(0.4) && victim.Process is { } process) world.PauseAWhile(process);
            else if (world.Faults.Has(FaultKind.StoreOutage) && _random.Chance(0.2))
            {
                world.Outage.IsOn = true;
                await Task.Delay(_random.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)), world.Outside.Clock);
                world.Outage.IsOn = false;
            }
        }
    }

    private async Task SettleAsync(IReadOnlyList<CoordinatorNode> coordinators, IReadOnlyList<SimulatedReplay> replays)
    {
        var deadline = world.Scheduler.Now + SettleTimeMax;
        while (!replays.All(replay => replay.IsDone))
        {
            if (world.Scheduler.Now > deadline)
            {
                world.Scheduler.Fail("every replay ends", $"After {SettleTimeMax} without faults: {string.Join(", ", replays.Select(replay => replay.ToString()))}.");
                return;
            }
            // Whoever died at a request of the last moment.
            foreach (var coordinator in coordinators.Where(c => !c.IsRunning)) coordinator.Start();
            await Task.Delay(Step, world.Outside.Clock);
        }
    }

    /// <summary>A stream that was put onto, split and merged, in a table of a few commits.</summary>
    private async Task<IReadOnlyList<StreamRecord>> ArchiveAsync()
    {
        world.CreateStream();
        var stream = world.Stream!;
        for (var left = 20 + _random.Next(150); left > 0; left--)
        {
            await Task.Delay(_random.Between(TimeSpan.Zero, TimeSpan.FromSeconds(2)), world.Outside.Clock);
            var number = world.Kinesis.Records.Count;
            var payload = _random.Chance(0.9) ? string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{number}}}""") : _random.Chance(0.5) ? "" : $"text {number}";
            world.Kinesis.Put(stream, new(Encoding.UTF8.GetBytes(payload), $"key-{_random.Next(KeyCount)}", null));
            if (_random.Chance(0.02)) Reshard(stream);
        }
        var parts = new ProcessParts(world, world.NewProcess("archiver"));
        var done = new TaskCompletionSource();
        parts.Link.Process.Start(async () =>
        {
            await AppendAsync(stream, parts);
            done.SetResult();
        });
        await done.Task;
        return [.. stream.Shards.SelectMany(shard => shard.Records).SelectMany(record => record.Rows).OrderBy(row => row.SequenceNumber)];
    }

    private async Task AppendAsync(SimulatedStream stream, ProcessParts parts)
    {
        var table = await parts.Catalog.OpenOrCreateAsync(stream.Name, CancellationToken.None);
        // Parents first, each shard in one commit or several.
        foreach (var shard in stream.Shards)
        {
            var (from, rows) = (default(ShardCheckpoint), shard.Records.SelectMany(record => record.Rows).ToList());
            var chunks = rows.Chunk(5 + _random.Next(40)).DefaultIfEmpty([]).ToList();
            for (var i = 0; i < chunks.Count; i++)
            {
                var isLast = i == chunks.Count - 1;
                var readUpTo = isLast ? world.Outside.Clock.GetUtcNow() : chunks[i][^1].ArrivedAt;
                var to = new ShardCheckpoint(shard.Id, chunks[i].Length > 0 ? chunks[i][^1].SequenceNumber : from?.Last, isLast && shard.ClosedAt is not null, readUpTo);
                await table.AppendAsync(new(stream.Name, stream.CreatedAt), [new(from, to, chunks[i], [])], CancellationToken.None);
                from = to;
            }
        }
    }

    private void Reshard(SimulatedStream stream)
    {
        var open = stream.Open.OrderBy(shard => shard.Start).ToList();
        if (open.Count > 1 && _random.Chance(0.5)) stream.Merge(open[0], open[1], world.Scheduler.Now);
        else if (open.Count < 5) stream.Split(_random.Pick(open), world.Scheduler.Now);
    }
}
