using KinesisPlatform.Archive;
using KinesisPlatform.Archiver.Archiving;
using KinesisPlatform.Archiver.Settings;
using KinesisPlatform.Archiver.Supervision;
using KinesisPlatform.Leases;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Scheduling;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Simulation.Actors;

/// <summary>One archiver of the fleet: the process of the moment, and those that take its place.</summary>
internal sealed class ArchiverNode(World world, int number)
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
            parts.Directory, parts.Reader, parts.Catalog, new(Options.Create(world.Settings.Merge)), leases, new SettingsStore(parts.Store, options, Options.Create(world.Settings.Archive)), new SilentAnnouncer(), options, process.Clock, parts.Loggers);
        world.Release(supervisor);
        world.Note(process.Name, "starts", $"as process {process.Number}");
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

    private sealed class SilentAnnouncer : ISnapshotAnnouncer
    {
        public Task AnnounceAsync(StreamName stream, TableVersion version, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
