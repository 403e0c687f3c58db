using KinesisPlatform.Contracts;
using MassTransit;

namespace KinesisPlatform.ReplayCoordinator.Plans;

internal sealed class StartReplayConsumer(ReplayPlanner planner) : IConsumer<StartReplay>
{
    public Task Consume(ConsumeContext<StartReplay> context)
    {
        planner.Start(context.Message.ReplayId);
        return Task.CompletedTask;
    }
}
