using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Catalog;
using KinesisPlatform.Streams;

namespace KinesisPlatform.QueryGateway.Streams;

/// <summary>The answer of <c>GET /streams/{name}</c>.</summary>
/// <param name="Status">As Kinesis says; null when the stream is gone and only its archive is left.</param>
/// <param name="Archive">Null when nothing has been archived.</param>
/// <param name="LagSeconds">How far the archive is behind; null when the stream is gone or nothing of this stream is archived yet.</param>
/// <param name="Gaps">Records that the stream no longer held when the archiver came to read them.</param>
internal sealed record StreamView(
    string Name, string? Arn, string? Status, DateTimeOffset? CreatedAt, double? RetentionHours, ArchiveView? Archive, double? LagSeconds,
    IReadOnlyList<ShardView> Shards, IReadOnlyList<GapView> Gaps)
{
    public static StreamView Of(StreamTable table)
    {
        var checkpoints = table.Checkpoints?.Shards;
        var live = table.Live?.Shards ?? [];
        var gone = checkpoints?.Keys.Except(live.Select(shard => shard.Id)) ?? [];
        return new(
            table.Stream.Value, table.Live?.Arn, table.Live?.Status, table.Live?.CreatedAt, table.Live?.Retention.TotalHours,
            ArchiveView.Of(table.Archive), table.Lag is { } lag ? Math.Round(lag.TotalSeconds, 1) : null,
            [.. live.Select(shard => ShardView.Of(shard, checkpoints?.GetValueOrDefault(shard.Id))), .. gone.Order().Select(shard => ShardView.Of(checkpoints![shard]))],
            [.. (table.Archive?.Checkpoints?.Gaps ?? []).Select(GapView.Of)]);
    }
}

/// <summary>The archive's table now.</summary>
internal sealed record ArchiveView(long Version, long? SnapshotId, string MetadataKey, DateTimeOffset CommittedAt, long RecordCount, long FileCount, long LengthBytes)
{
    public static ArchiveView? Of(TableVersion? version) => version is null
        ? null
        : new(version.Version, version.SnapshotId, version.MetadataKey, version.CommittedAt, version.RecordCount, version.FileCount, version.LengthBytes);
}

/// <summary>A shard. The hash key range is inclusive, as decimal text.</summary>
/// <param name="Status"><c>open</c>, <c>closed</c>, or <c>gone</c>: the stream no longer lists it.</param>
internal sealed record ShardView(string ShardId, string Status, IReadOnlyList<string> Parents, string? StartingHashKey, string? EndingHashKey, CheckpointView? Checkpoint)
{
    public static ShardView Of(ShardDescription shard, ShardCheckpoint? checkpoint) => new(
        shard.Id.Value, shard.IsClosed ? "closed" : "open", [.. shard.Parents.Select(parent => parent.Value)],
        shard.StartingHashKey.ToString(null, null), shard.EndingHashKey.ToString(null, null), CheckpointView.Of(checkpoint));

    public static ShardView Of(ShardCheckpoint checkpoint) => new(checkpoint.ShardId.Value, "gone", [], null, null, CheckpointView.Of(checkpoint));
}

/// <param name="SequenceNumber">The last record archived; null when nothing was in the shard.</param>
internal sealed record CheckpointView(string? SequenceNumber, bool IsEnded, DateTimeOffset ReadUpTo)
{
    public static CheckpointView? Of(ShardCheckpoint? checkpoint) => checkpoint is null ? null : new(checkpoint.Last?.ToString(), checkpoint.IsEnded, checkpoint.ReadUpTo);
}

/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
internal sealed record GapView(string ShardId, string? AfterSequenceNumber, DateTimeOffset From, DateTimeOffset To)
{
    public static GapView Of(ArchiveGap gap) => new(gap.ShardId.Value, gap.After?.ToString(), gap.From, gap.To);
}
