using KinesisPlatform.Contracts;
using KinesisPlatform.Sql.Catalog;
using MassTransit;

namespace KinesisPlatform.QueryGateway.Streams;

/// <summary>Lets go of live records sooner after a commit. Only a hint: what a query sees does not depend on it.</summary>
internal sealed class SnapshotCommittedConsumer(IStreamTables tables) : IConsumer<SnapshotCommitted>
{
    public Task Consume(ConsumeContext<SnapshotCommitted> context) =>
        StreamName.IsValid(context.Message.Stream) ? tables.RefreshAsync(new(context.Message.Stream), context.CancellationToken) : Task.CompletedTask;
}
