using KinesisPlatform.Leases;

namespace KinesisPlatform.Archiver.Supervision;

/// <summary>Runs the leases. Registered before the archivers, so that it stops after them: what they let go of is handed over then.</summary>
internal sealed class LeaseService(LeaseCoordinator leases, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var patience = new CancellationTokenSource(HandOverPatience, time);
        await leases.HandOverAsync(patience.Token);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => leases.RunAsync(stoppingToken);
}
