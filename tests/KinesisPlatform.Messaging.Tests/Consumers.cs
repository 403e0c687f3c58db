using KinesisPlatform.Contracts;
using MassTransit;

namespace KinesisPlatform.Messaging.Tests;

internal sealed class FlushArchiveConsumer(Recorder recorder, IMessageSender sender) : IConsumer<FlushArchive>
{
    public async Task Consume(ConsumeContext<FlushArchive> context)
    {
        recorder.Add("archiver", context.Message);
        await sender.PublishAsync(new SnapshotCommitted(context.Message.Stream, 1, 2, 3, context.Message.UpTo), context.CancellationToken);
    }
}

internal sealed class GatewaySnapshotConsumer(Recorder recorder) : IConsumer<SnapshotCommitted>
{
    public Task Consume(ConsumeContext<SnapshotCommitted> context)
    {
        recorder.Add("query-gateway", context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class CoordinatorSnapshotConsumer(Recorder recorder) : IConsumer<SnapshotCommitted>
{
    public Task Consume(ConsumeContext<SnapshotCommitted> context)
    {
        recorder.Add("replay-coordinator", context.Message);
        return Task.CompletedTask;
    }
}

internal sealed class StartReplayConsumer(Recorder recorder) : IConsumer<StartReplay>
{
    public Task Consume(ConsumeContext<StartReplay> context)
    {
        recorder.Add("replay-coordinator", context.Message);
        return recorder.Behaviour(context.Message, context.CancellationToken);
    }
}
