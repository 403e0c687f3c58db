using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator;

/// <summary>The long work of this instance. Plans have slots of their own: one that waits for the archive must not hold up a part that could send.</summary>
internal sealed class ReplayWork : IHostedService
{
    private readonly Signal _freed = new();

    public ReplayWork(IOptions<ReplayOptions> options)
    {
        Plans = new(options.Value.PlansConcurrentMax, _freed.Notify);
        Parts = new(options.Value.PartsConcurrentMax, _freed.Notify);
    }

    public WorkSlots Plans { get; }

    public WorkSlots Parts { get; }

    /// <summary>Completes when a slot is free again after work was refused.</summary>
    public Task Freed => _freed.Next;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Plans.DisposeAsync();
        await Parts.DisposeAsync();
    }
}
