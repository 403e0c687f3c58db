using KinesisPlatform.Archive;

namespace KinesisPlatform.QueryGateway.Streams;

/// <param name="SequenceNumber">The last record archived; null when nothing was in the shard.</param>
internal sealed record CheckpointView(string? SequenceNumber, bool IsEnded, DateTimeOffset ReadUpTo)
{
    public static CheckpointView? Of(ShardCheckpoint? checkpoint) => checkpoint is null ? null : new(checkpoint.Last?.ToString(), checkpoint.IsEnded, checkpoint.ReadUpTo);
}
