using KinesisPlatform.Sql.Snapshots;

namespace KinesisPlatform.Sql.Relations;

/// <summary>The rows of <c>shards('s')</c>: those that the stream lists and those that the archive's checkpoints still name, in the order of their ids.</summary>
internal static class ShardRows
{
    private const string Columns = """
        {"shard_id": "VARCHAR", "parent_shard_ids": ["VARCHAR"], "hash_key_from": "UHUGEINT", "hash_key_to": "UHUGEINT", "status": "VARCHAR",
        "archived_to_sequence_number": "VARCHAR", "is_archived_to_end": "BOOLEAN", "archived_up_to": "TIMESTAMP WITH TIME ZONE", "archive_lag_seconds": "DOUBLE",
        "live_up_to": "TIMESTAMP WITH TIME ZONE", "live_lag_seconds": "DOUBLE", "live_records": "BIGINT",
        "gaps": [{"shard_id": "VARCHAR", "after_sequence_number": "VARCHAR", "arrived_from": "TIMESTAMP WITH TIME ZONE", "arrived_to": "TIMESTAMP WITH TIME ZONE"}]}
        """;

    /// <param name="stream">Null when there is no such stream any more.</param>
    public static RelationRows Of(StreamDescription? stream, StreamSnapshot snapshot, DateTimeOffset now)
    {
        var checkpoints = stream is null ? snapshot.Version?.Checkpoints : snapshot.Version?.CheckpointsOf(stream.CreatedAt);
        var listed = stream?.Shards.ToDictionary(shard => shard.Id) ?? [];
        var held = snapshot.Held?.Shards.ToDictionary(shard => shard.Id) ?? [];
        var live = snapshot.Live.Parts.GroupBy(part => part.ShardId).ToDictionary(shard => shard.Key, shard => shard.Sum(part => part.Count));
        var gaps = (checkpoints?.Gaps ?? []).ToLookup(gap => gap.ShardId);
        var ids = listed.Keys.Union(checkpoints?.Shards.Keys ?? []).Order();
        return RelationRows.Of(Columns, ids.Select(id =>
        {
            var (shard, checkpoint, tail) = (listed.GetValueOrDefault(id), checkpoints?.Shards.GetValueOrDefault(id), held.GetValueOrDefault(id));
            return new
            {
                ShardId = id.Value,
                ParentShardIds = shard?.Parents.Select(parent => parent.Value),
                HashKeyFrom = shard?.StartingHashKey.ToString(null, null),
                HashKeyTo = shard?.EndingHashKey.ToString(null, null),
                Status = Status(shard),
                ArchivedToSequenceNumber = checkpoint?.Last?.ToString(),
                IsArchivedToEnd = checkpoint?.IsEnded ?? false,
                ArchivedUpTo = checkpoint?.ReadUpTo,
                ArchiveLagSeconds = checkpoint is { IsEnded: false } ? Seconds(now - checkpoint.ReadUpTo) : null,
                LiveUpTo = tail?.ReadUpTo,
                LiveLagSeconds = tail is { IsEnded: false, ReadUpTo: { } read } ? Seconds(now - read) : null,
                LiveRecords = live.GetValueOrDefault(id),
                Gaps = gaps[id].Select(GapRow.Of),
            };
        }));
    }

    private static string Status(ShardDescription? shard) => shard switch { null => "gone", { IsClosed: true } => "closed", _ => "open" };

    private static double? Seconds(TimeSpan lag) => Math.Max(0, lag.TotalSeconds);
}
