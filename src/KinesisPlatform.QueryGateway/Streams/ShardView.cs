using KinesisPlatform.Archive;

namespace KinesisPlatform.QueryGateway.Streams;

/// <summary>A shard. The hash key range is inclusive, as decimal text.</summary>
/// <param name="Status"><c>open</c>, <c>closed</c>, or <c>gone</c>: the stream no longer lists it.</param>
internal sealed record ShardView(string ShardId, string Status, IReadOnlyList<string> Parents, string? StartingHashKey, string? EndingHashKey, CheckpointView? Checkpoint)
{
    public static ShardView Of(ShardDescription shard, ShardCheckpoint? checkpoint) => new(
        shard.Id.Value, shard.IsClosed ? "closed" : "open", [.. shard.Parents.Select(parent => parent.Value)],
        shard.StartingHashKey.ToString(null, null), shard.EndingHashKey.ToString(null, null), CheckpointView.Of(checkpoint));

    public static ShardView Of(ShardCheckpoint checkpoint) => new(checkpoint.ShardId.Value, "gone", [], null, null, CheckpointView.Of(checkpoint));
}
