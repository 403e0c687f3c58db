using Microsoft.Extensions.Hosting;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Starts the first spare workers with the service.</summary>
internal sealed class WorkerWarmUp(WorkerPool workers) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = Task.Run(workers.Refill, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
