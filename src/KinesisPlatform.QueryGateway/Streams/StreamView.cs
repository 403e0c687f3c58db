using KinesisPlatform.Access;
using KinesisPlatform.Sql.Catalog;

namespace KinesisPlatform.QueryGateway.Streams;

/// <summary>The answer of <c>GET /streams/{name}</c>.</summary>
/// <param name="Status">As Kinesis says; null when the stream is gone and only its archive is left.</param>
/// <param name="Archive">Null when nothing has been archived, and for a key that does not see every record: it would tell how many there are.</param>
/// <param name="LagSeconds">How far the archive is behind; null when the stream is gone or nothing of this stream is archived yet.</param>
/// <param name="Gaps">Records that the stream no longer held when the archiver came to read them.</param>
internal sealed record StreamView(
    string Name, string? Arn, string? Status, DateTimeOffset? CreatedAt, double? RetentionHours, ArchiveView? Archive, double? LagSeconds,
    IReadOnlyList<ShardView> Shards, IReadOnlyList<GapView> Gaps)
{
    public static StreamView Of(StreamTable table, StreamRule rule)
    {
        if (rule.IsFiltered) return Of(table with { Archive = null, Checkpoints = null }, StreamRule.Open);
        var checkpoints = table.Checkpoints?.Shards;
        var live = table.Live?.Shards ?? [];
        var gone = checkpoints?.Keys.Except(live.Select(shard => shard.Id)) ?? [];
        return new(
            table.Stream.Value, table.Live?.Arn, table.Live?.Status, table.Live?.CreatedAt, table.Live?.Retention.TotalHours,
            ArchiveView.Of(table.Archive), table.Lag is { } lag ? Math.Round(lag.TotalSeconds, 1) : null,
            [.. live.Select(shard => ShardView.Of(shard, checkpoints?.GetValueOrDefault(shard.Id))), .. gone.Order().Select(shard => ShardView.Of(checkpoints![shard]))],
            GapView.Of(table.Archive?.Checkpoints));
    }
}
