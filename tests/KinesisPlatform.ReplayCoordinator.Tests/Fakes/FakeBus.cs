using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using Microsoft.Extensions.DependencyInjection;

namespace KinesisPlatform.ReplayCoordinator.Tests.Fakes;

/// <summary>Delivers messages within the process at once.</summary>
internal sealed class FakeBus(IServiceProvider services) : IMessageSender
{
    private readonly Lock _gate = new();
    private readonly List<object> _sent = [];

    /// <summary>Messages for which it is false are lost.</summary>
    public Func<object, bool> Delivers { get; set; } = _ => true;

    public IReadOnlyList<object> Sent
    {
        get { lock (_gate) return [.. _sent]; }
    }

    public Task SendAsync<T>(T command, CancellationToken cancellationToken) where T : class => DeliverAsync(command, cancellationToken);

    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken) where T : class => DeliverAsync(@event, cancellationToken);

    private async Task DeliverAsync(object message, CancellationToken cancellationToken)
    {
        lock (_gate) _sent.Add(message);
        if (!Delivers(message)) return;
        switch (message)
        {
            case StartReplay start:
                services.GetRequiredService<ReplayPlanner>().Start(start.ReplayId);
                break;
            case RunReplayPart run:
                services.GetRequiredService<PartRunner>().Start(run.ReplayId, run.Part);
                break;
            case ReplayPartCompleted completed:
                await services.GetRequiredService<ReplayAdvancer>().AdvanceAsync(completed.ReplayId, cancellationToken);
                break;
        }
    }
}
