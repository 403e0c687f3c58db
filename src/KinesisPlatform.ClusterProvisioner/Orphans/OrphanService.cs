using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ClusterProvisioner.Orphans;

/// <summary>Looks for orphans, at start and then at intervals, and tells of each once.</summary>
internal sealed class OrphanService(Reconciler reconciler, IMessageSender messages, IOptions<ProvisionerOptions> options, TimeProvider time, ILogger<OrphanService> logger) : BackgroundService
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    private volatile IReadOnlyList<Orphan> _orphans = [];

    /// <summary>As of the last look.</summary>
    public IReadOnlyList<Orphan> Orphans => _orphans;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await Task.Delay(options.Value.ReconcileInterval, time, stoppingToken);
        }
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            var found = await reconciler.FindOrphansAsync(cancellationToken);
            _orphans = found;
            Telemetry.Orphans.Record(found.Count);
            _told.RemoveWhere(id => found.All(orphan => orphan.EmrId != id));
            foreach (var orphan in found.Where(orphan => !_told.Contains(orphan.EmrId)))
            {
                logger.OrphanFound(orphan.EmrId, orphan.Why);
                await messages.PublishAsync(new ClusterOrphanFound(orphan.EmrId, orphan.Name, orphan.ClusterId, orphan.Why), cancellationToken);
                _told.Add(orphan.EmrId);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.ReconcileFailed(e.Message);
        }
    }
}
