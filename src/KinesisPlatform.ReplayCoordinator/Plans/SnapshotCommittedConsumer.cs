using KinesisPlatform.Contracts;
using MassTransit;

namespace KinesisPlatform.ReplayCoordinator.Plans;

internal sealed class SnapshotCommittedConsumer(ArchiveSignal signal) : IConsumer<SnapshotCommitted>
{
    public Task Consume(ConsumeContext<SnapshotCommitted> context)
    {
        signal.Notify();
        return Task.CompletedTask;
    }
}
