using KinesisPlatform.Archive;
using KinesisPlatform.Archiver;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Flushing;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Contracts;
using KinesisPlatform.Leases;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>One archiver of the fleet: the process of the moment, and those that take its place.</summary>
/// <param name="bus">Null where nobody asks for flushes, and nobody hears of commits.</param>
internal sealed class ArchiverNode(World world, int number, ServiceBus? bus = null) : INode
{
    private Action? _stop;

    public SimulatedProcess? Process { get; private set; }

    public StreamSupervisor? Supervisor { get; private set; }

    public bool IsRunning => Process is { IsDead: false };

    public void Start()
    {
        var process = Process = world.NewProcess($"archiver-{number}", isMortal: true);
        var parts = new ProcessParts(world, process);
        var stop = new CancellationTokenSource();
        _stop = stop.Cancel;
        world.Release(stop);
        var options = Options.Create(world.Settings.Archiver);
        var leases = new LeaseCoordinator(
            parts.Store, $"{world.Settings.Archive.KeyPrefix}_leases/", process.Name, world.Settings.Archiver.Streams, world.Settings.Leases,
            process.Clock, process.Random.Fork("leases").NewGuid, parts.Loggers.Create<LeaseCoordinator>());
        var supervisor = Supervisor = new(
            parts.Directory, parts.Reader, parts.Catalog, new(Options.Create(world.Settings.Merge)), leases, new SettingsStore(parts.Store, options, Options.Create(world.Settings.Archive)), Announcer(process, parts), options, process.Clock, parts.Loggers);
        world.Release(supervisor);
        world.Note(process.Name, "starts", $"as process {process.Number}");
        if (bus is not null) AcceptFlushes(bus, process, parts, supervisor, leases, options);
        process.Start(async () =>
        {
            using var leasing = new CancellationTokenSource();
            var sharing = leases.RunAsync(leasing.Token);
            await supervisor.RunAsync(stop.Token);
            await leasing.CancelAsync();
            await sharing;
            await leases.HandOverAsync(CancellationToken.None);
            world.Note(process.Name, "stopped");
            process.Kill();
        });
    }

    public void Kill()
    {
        if (!IsRunning) return;
        world.Note(Process!.Name, "dies");
        Process.Kill();
    }

    /// <summary>As on a deployment: asks it to end.</summary>
    public void Stop()
    {
        if (!IsRunning) return;
        world.Note(Process!.Name, "is asked to stop");
        Process.Post(_ => _stop!(), null);
    }

    private ISnapshotAnnouncer Announcer(SimulatedProcess process, ProcessParts parts) =>
        bus is null ? new SilentAnnouncer() : new SnapshotAnnouncer(bus.SenderOf(parts.Link), process.Clock, parts.Loggers.Create<SnapshotAnnouncer>());

    private void AcceptFlushes(ServiceBus messages, SimulatedProcess process, ProcessParts parts, StreamSupervisor supervisor, ILeases leases, IOptions<ArchiverOptions> options)
    {
        var flushes = new FlushService(supervisor, leases, new(parts.Store, Options.Create(world.Settings.Archive)), options, process.Clock, parts.Loggers.Create<FlushService>());
        world.Release(flushes);
        process.Start(() => flushes.StartAsync(CancellationToken.None));
        messages.Join(process, message => message is FlushArchive, message =>
        {
            var (flush, now) = ((FlushArchive)message, process.Clock.GetUtcNow());
            return flushes.RequestAsync(new(flush.Stream), flush.UpTo < now ? flush.UpTo : now, CancellationToken.None);
        });
    }

    private sealed class SilentAnnouncer : ISnapshotAnnouncer
    {
        public Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
