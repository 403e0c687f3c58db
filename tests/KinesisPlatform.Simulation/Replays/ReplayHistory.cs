using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.Simulation.Actors;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>
/// One history of replays: an archive is there, in some histories with records still coming, archived and merged; coordinators replay it while they are killed, paused and cut off and
/// the target is scaled; then nothing goes wrong any more, and every replay must end with every promise kept.
/// </summary>
internal sealed class ReplayHistory(World world, ReplayBug? bug)
{
    private static readonly StreamName SeparateTarget = new("replayed");
    private static readonly TimeSpan SettleTimeMax = TimeSpan.FromHours(2), Step = TimeSpan.FromSeconds(2);

    private readonly SeededRandom _random = world.Fork("replays");
    private readonly List<INode> _nodes = [];
    private readonly List<CoordinatorNode> _coordinators = [];
    private readonly VersionedRows _versions = new(world);

    public void Start() => world.Outside.Start(RunAsync);

    private async Task RunAsync()
    {
        var isOn = world.Faults.IsOn;
        world.Faults.IsOn = false;
        // Replays are over in a minute or two: the table changes under them all the faster.
        world.Settings.MaintenanceIntervalMax = TimeSpan.FromSeconds(4);
        (world.Settings.Archive.SweepSafeAge, world.Settings.Archive.SnapshotCountMax) = (TimeSpan.FromSeconds(_random.Logarithmic(3, 10)), 1 + _random.Next(3));
        var limits = new ReplayLimits(_random);
        await new ReplaySource(world, limits, _random).ArchiveAsync();
        var isLive = _random.Chance(0.5);
        var target = isLive && _random.Chance(0.25) ? world.Stream! : world.Kinesis.Create(SeparateTarget, 1, 1 + _random.Next(4), world.Settings.Retention);
        // What the source has taken from its producers it takes again.
        if (target == world.Stream) limits.TargetBytesMax = ReplayLimits.LargeBytesMax;
        target.RecordBytesMax = limits.TargetBytesMax;
        world.Faults.IsOn = isOn;

        StartServices(isLive, limits);
        var nemesis = new ReplayNemesis(world, _random.Fork("nemesis"), _nodes, target, isLive ? world.Stream : null);
        world.Outside.Start(nemesis.RunAsync);
        var asked = Enumerable.Range(0, 1 + _random.Next(2)).Select(number => AskAsync(_random.Fork($"replay {number}"), target.Name, isLive)).ToList();
        await Task.Delay(world.Settings.ActiveTime, world.Outside.Clock);
        world.Note("world", "is repaired");
        world.Faults.IsOn = false;
        world.Outage.IsOn = false;
        var replays = await Task.WhenAll(asked);
        if (!await SettleAsync(nemesis, replays)) return;
        nemesis.IsOver = true;
        var checker = new ReplayChecker(world, _versions, limits);
        var letters = new List<IReadOnlyList<DeadLetter>>();
        foreach (var replay in replays)
        {
            letters.Add(await LettersAsync(nemesis, replay.Id!));
            checker.Check(replay, letters[^1], earlier: null);
        }
        // Somebody has mended what was wrong with the target.
        target.RecordBytesMax = limits.TargetBytesMax = ReplayLimits.LargeBytesMax;
        foreach (var (replay, left) in replays.Zip(letters).Where(replay => replay.Second.Count > 0))
        {
            var again = Ask(new(world, _random, RequestedReplays.Again(replay.Job!)));
            if (!await SettleAsync(nemesis, [again])) return;
            checker.Check(again, await LettersAsync(nemesis, again.Id!), left);
        }
        world.Scheduler.Finish();
    }

    private void StartServices(bool isLive, ReplayLimits limits)
    {
        var bus = new ServiceBus(world);
        _coordinators.AddRange(Enumerable.Range(1, 1 + _random.Next(3)).Select(number => new CoordinatorNode(world, number, bus, limits, bug)));
        _nodes.AddRange(_coordinators);
        if (isLive)
        {
            // What is known of tables and shards is known of the source's.
            world.Settings.Archiver.Streams = [world.Settings.Stream.Value];
            _nodes.AddRange(Enumerable.Range(1, world.Settings.ArchiverCount).Select(number => new ArchiverNode(world, number, bus)));
            for (var number = 1; number <= 1 + _random.Next(2); number++) world.Outside.Start(new Maintainer(world, number).RunAsync);
            for (var number = 1; number <= world.Settings.ProducerCount; number++)
            {
                var process = world.NewProcess($"producer-{number}");
                process.Start(new Producer(world, process, world.Settings.RecordCountMax / world.Settings.ProducerCount).RunAsync);
            }
        }
        foreach (var node in _nodes) node.Start();
    }

    private async Task<SimulatedReplay> AskAsync(SeededRandom random, StreamName target, bool isLive)
    {
        if (isLive) await Task.Delay(random.Between(TimeSpan.Zero, world.Settings.ActiveTime / 2), world.Outside.Clock);
        return Ask(new(world, random, RequestedReplays.Next(world, random, target, _versions.Newest, isLive)));
    }

    private SimulatedReplay Ask(SimulatedReplay replay)
    {
        world.Outside.Start(() => replay.RunAsync(_coordinators));
        return replay;
    }

    /// <returns>False when some do not end.</returns>
    private async Task<bool> SettleAsync(ReplayNemesis nemesis, IReadOnlyList<SimulatedReplay> replays)
    {
        var deadline = world.Scheduler.Now + SettleTimeMax;
        while (!replays.All(replay => replay.IsDone))
        {
            if (world.Scheduler.Now > deadline)
            {
                world.Scheduler.Fail("every replay ends", $"After {SettleTimeMax} without faults: {string.Join(", ", replays.Select(replay => replay.ToString()))}.");
                return false;
            }
            // Whoever died at a request of the last moment.
            nemesis.Restart();
            await Task.Delay(Step, world.Outside.Clock);
        }
        return true;
    }

    private async Task<IReadOnlyList<DeadLetter>> LettersAsync(ReplayNemesis nemesis, string id)
    {
        nemesis.Restart();
        while (!_coordinators.Exists(coordinator => coordinator.IsAtWork)) await Task.Delay(Step, world.Outside.Clock);
        var done = new TaskCompletionSource<IReadOnlyList<DeadLetter>>();
        var coordinator = _random.Pick(_coordinators.FindAll(coordinator => coordinator.IsAtWork));
        var (store, countMin) = (coordinator.Services!.GetRequiredService<DeadLetterStore>(), 1 + _random.Next(20));
        coordinator.Process!.Start(async () =>
        {
            var (letters, after) = (new List<DeadLetter>(), (string?)null);
            do
            {
                var (page, next) = await store.ListAsync(id, after, countMin, CancellationToken.None);
                letters.AddRange(page);
                after = next;
            }
            while (after is not null);
            done.SetResult(letters);
        });
        return await done.Task;
    }
}
