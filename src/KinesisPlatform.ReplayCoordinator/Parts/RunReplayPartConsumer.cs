using KinesisPlatform.Contracts;
using MassTransit;

namespace KinesisPlatform.ReplayCoordinator.Parts;

internal sealed class RunReplayPartConsumer(PartRunner runner) : IConsumer<RunReplayPart>
{
    public Task Consume(ConsumeContext<RunReplayPart> context)
    {
        runner.Start(context.Message.ReplayId, context.Message.Part);
        return Task.CompletedTask;
    }
}
