using KinesisPlatform.Archive;
using KinesisPlatform.Aws.Records;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ReplayCoordinator;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Actors;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;
using KinesisPlatform.Sql.Scans;
using KinesisPlatform.Streams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>One replay-coordinator: the service's own registrations over the simulated world, in the process of the moment and in those that take its place.</summary>
internal sealed class CoordinatorNode(World world, int number, ServiceBus bus, ReplayLimits limits, ReplayMishaps mishaps, ReplayBug? bug) : INode
{
    public SimulatedProcess? Process { get; private set; }

    /// <summary>Of the process of the moment; null until it has them.</summary>
    public IServiceProvider? Services { get; private set; }

    public bool IsAtWork => IsRunning && Services is not null && !Process!.IsPaused;

    public bool IsRunning => Process is { IsDead: false };

    public void Start()
    {
        var process = Process = world.NewProcess($"coordinator-{number}", isMortal: true);
        Services = null;
        // Made within its process: what it awaits from now on is its own.
        process.Start(async () =>
        {
            var services = Build(process);
            // Never disposed: a process that is killed disposes nothing.
            foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);
            if (Process == process) Services = services;
            bus.Join(process, message => message is StartReplay or RunReplayPart or ReplayPartCompleted or SnapshotCommitted, message => HandleAsync(services, message));
            world.Note(process.Name, "starts", $"as process {process.Number}");
        });
    }

    public void Kill()
    {
        if (!IsRunning) return;
        world.Note(Process!.Name, "dies");
        Process.Kill();
    }

    private static async Task HandleAsync(IServiceProvider services, object message)
    {
        switch (message)
        {
            case StartReplay start: services.GetRequiredService<ReplayPlanner>().Start(start.ReplayId); break;
            case RunReplayPart run: services.GetRequiredService<PartRunner>().Start(run.ReplayId, run.Part); break;
            case ReplayPartCompleted completed: await services.GetRequiredService<ReplayAdvancer>().AdvanceAsync(completed.ReplayId, CancellationToken.None); break;
            case SnapshotCommitted: services.GetRequiredService<ArchiveSignal>().Notify(); break;
        }
    }

    private ServiceProvider Build(SimulatedProcess process)
    {
        var parts = new ProcessParts(world, process);
        parts.Loggers.Expects = mishaps.AreThere ? ReplayMishaps.IsExpected : null;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(process.Clock).AddSingleton<Random>(process.Random.Fork("ids")).AddSingleton(new InstanceName($"{process.Name}-{process.Number}"));
        services.AddSingleton<ILoggerFactory>(parts.Loggers).AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton(parts.Store).AddSingleton(bug?.Wrap(parts.Catalog) ?? parts.Catalog);
        IKinesisRecordClient kinesis = new KinesisEndpoint(parts.Link, world.Kinesis, world.Scheduler, world.Settings.Quirks, world.Readers);
        var reach = bug?.Wrap(kinesis, parts.Directory) ?? (kinesis, parts.Directory);
        services.AddSingleton(reach.Item1).AddSingleton(reach.Item2).AddSingleton(Options.Create(Streams()));
        IArchiveScanner scanner = new RowScanner(parts.Catalog, parts.Store, () => mishaps.Strike(0.02, process.Random));
        services.AddSingleton(bug?.Wrap(scanner) ?? scanner);
        services.AddSingleton<IMessageSender>(bus.SenderOf(parts.Link));
        if (bug is not null) services.AddSingleton<IReplayProducers>(provider => bug.Wrap(ActivatorUtilities.CreateInstance<ReplayProducers>(provider)));
        services.AddReplays(new ConfigurationBuilder().AddInMemoryCollection(Configuration()).Build(), world.Settings.Archive.KeyPrefix);
        if (bug is not null) services.AddSingleton(bug.Wrap(parts.Store));
        return services.BuildServiceProvider();
    }

    // One key in one request at a time is what is under test: a planted bug takes it away by itself.
    private StreamsOptions Streams() => world.Settings.Streams with
    {
        Producer = world.Settings.Streams.Producer with { KeepsOrder = bug is not { ForgetsOrder: true }, RecordMaxBufferedTime = TimeSpan.FromMilliseconds(20),
            // As in production, no aggregate is larger than the target takes records.
            AggregateBytesMax = limits.AggregateBytesMax,
        },
    };

    private Dictionary<string, string?> Configuration()
    {
        var random = world.Fork("coordinators");
        return new()
        {
            ["ReplayCoordinator:CheckpointInterval"] = $"{TimeSpan.FromMilliseconds(random.Logarithmic(50, 3000)):c}",
            ["ReplayCoordinator:LeaseDuration"] = $"{TimeSpan.FromSeconds(random.Logarithmic(9, 30)):c}",
            ["ReplayCoordinator:RecordBytesMax"] = $"{limits.CoordinatorBytesMax}",
            ["ReplayCoordinator:DeadLettersPerDocumentMax"] = $"{1 + random.Next(random.Chance(0.5) ? 4 : 100)}",
            ["ReplayCoordinator:SweepInterval"] = $"{TimeSpan.FromSeconds(random.Logarithmic(1, 10)):c}",
            ["ReplayCoordinator:PartsConcurrentMax"] = $"{1 + random.Next(3)}",
            ["ReplayCoordinator:PutRecordsMax"] = $"{1 + random.Next(12)}",
            ["ReplayCoordinator:ScannedRecordsMax"] = $"{1 + random.Next(50)}",
            ["ReplayCoordinator:ArchiveWaitMax"] = $"{mishaps.ArchiveWaitMax:c}",
            ["ReplayCoordinator:RetriesMax"] = $"{mishaps.RetriesMax}",
            ["ReplayCoordinator:ResumableFor"] = $"{mishaps.ResumableFor:c}",
            ["ReplayCoordinator:RetryDelayMax"] = "00:00:02",
        };
    }
}
