using KinesisPlatform.Archive;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
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
    private readonly ReplayMishaps _mishaps = new(world.Fork("mishaps"), world.Faults);

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
        _ = new ReplayEnds(world);

        StartServices(isLive, limits);
        var nemesis = new ReplayNemesis(world, _random.Fork("nemesis"), _nodes, _mishaps, target, isLive ? world.Stream : null);
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
            await CheckLetGoAsync(nemesis, replay);
        }
        // Somebody has mended what was wrong with the target.
        target.RecordBytesMax = limits.TargetBytesMax = ReplayLimits.LargeBytesMax;
        foreach (var (replay, left) in replays.Zip(letters).Where(replay => !replay.First.IsGivenUp && replay.Second.Count > 0))
        {
            var again = Ask(RequestedReplays.Again(replay.Job!), _random);
            if (!await SettleAsync(nemesis, [again])) return;
            if (!again.IsGivenUp) checker.Check(again, await LettersAsync(nemesis, again.Id!), left);
        }
        world.Scheduler.Finish();
    }

    private void StartServices(bool isLive, ReplayLimits limits)
    {
        var bus = new ServiceBus(world);
        _coordinators.AddRange(Enumerable.Range(1, 1 + _random.Next(3)).Select(number => new CoordinatorNode(world, number, bus, limits, _mishaps, bug)));
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
        return Ask(RequestedReplays.Next(world, random, target, _versions.Newest, isLive), random);
    }

    private SimulatedReplay Ask(ReplaySpec spec, SeededRandom random)
    {
        var replay = new SimulatedReplay(world, random, spec, _mishaps.AreThere);
        world.Outside.Start(() => replay.RunAsync(_coordinators));
        return replay;
    }

    /// <returns>False when some do not end.</returns>
    private async Task<bool> SettleAsync(ReplayNemesis nemesis, IReadOnlyList<SimulatedReplay> replays)
    {
        var deadline = world.Scheduler.Now + SettleTimeMax;
        while (!replays.All(replay => replay.IsOver))
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

    private Task<IReadOnlyList<DeadLetter>> LettersAsync(ReplayNemesis nemesis, string id) => AskAsync<IReadOnlyList<DeadLetter>>(nemesis, async services =>
    {
        var (store, countMin) = (services.GetRequiredService<DeadLetterStore>(), 1 + _random.Next(20));
        var (letters, after) = (new List<DeadLetter>(), (string?)null);
        do
        {
            var (page, next) = await store.ListAsync(id, after, countMin, CancellationToken.None);
            letters.AddRange(page);
            after = next;
        }
        while (after is not null);
        return letters;
    });

    /// <summary>What is over holds nothing any more, once the last sweep has been there, and who stood still while planning it has gone on.</summary>
    private async Task CheckLetGoAsync(ReplayNemesis nemesis, SimulatedReplay replay)
    {
        var deadline = world.Scheduler.Now + SettleTimeMax;
        while (await AskAsync(nemesis, services => IsHeldAsync(services, replay)))
        {
            if (world.Scheduler.Now > deadline) world.Scheduler.Fail("what is over is let go", $"{replay}, and is pinned or listed as active.");
            await Task.Delay(Step, world.Outside.Clock);
        }
    }

    private static async Task<bool> IsHeldAsync(IServiceProvider services, SimulatedReplay replay)
    {
        if ((await services.GetRequiredService<ReplayStore>().ListActiveAsync(CancellationToken.None)).Contains(replay.Id!)) return true;
        var table = await services.GetRequiredService<IArchiveCatalog>().OpenAsync(new(replay.Spec.Source), CancellationToken.None);
        return await table!.LoadPinnedAsync(ReplayPlan.TagOf(replay.Id!), CancellationToken.None) is not null;
    }

    /// <summary>In the process of one of the coordinators.</summary>
    private async Task<T> AskAsync<T>(ReplayNemesis nemesis, Func<IServiceProvider, Task<T>> question)
    {
        nemesis.Restart();
        while (!_coordinators.Exists(coordinator => coordinator.IsAtWork)) await Task.Delay(Step, world.Outside.Clock);
        var done = new TaskCompletionSource<T>();
        var coordinator = _random.Pick(_coordinators.FindAll(coordinator => coordinator.IsAtWork));
        coordinator.Process!.Start(async () => done.SetResult(await question(coordinator.Services!)));
        return await done.Task;
    }
}
