using KinesisPlatform.Contracts;
using KinesisPlatform.ReplayCoordinator.Replays;
using MassTransit;

namespace KinesisPlatform.ReplayCoordinator.Parts;

internal sealed class ReplayPartCompletedConsumer(ReplayAdvancer advancer) : IConsumer<ReplayPartCompleted>
{
    public Task Consume(ConsumeContext<ReplayPartCompleted> context) => advancer.AdvanceAsync(context.Message.ReplayId, context.CancellationToken);
}
