using System.Globalization;
using KinesisPlatform.Archive;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>
/// Splits a replay into parts. Every archived record within the bounds is in exactly one part, and parts that may hold records of one key run one after the other:
/// <list type="number">
/// <item>records of an earlier stream of the same name, by their arrival before the stream's creation, all shards in one part
/// (a name that was used three times or more: the order of a key's records between the earliest of those is not kept);</item>
/// <item>records of shards that have left the archive's checkpoints: ancestors of those that are in them;</item>
/// <item>one part per shard, after its ancestors'.</item>
/// </list>
/// Compaction takes one part: which record is a key's last is decided over all shards (a key moves when its shard is split or merged), and every part would
/// decide it anew. Only one record per key is left then, so that order between shards does not matter.
/// Where no order is asked for, no part waits for another.
/// </summary>
internal static class PartPlanner
{
    private const string ShardIdPrefix = "shardId-";

    /// <returns>Parts whose <see cref="PlannedPart.RecordCount"/> is not known yet (0).</returns>
    public static IReadOnlyList<PlannedPart> Plan(ReplaySpec spec, CheckpointMap checkpoints, IReadOnlyList<PlannedShard> shards, IReadOnlyList<DataFile> files)
    {
        if (files.Count == 0) return [];
        var parts = new List<PlannedPart>();
        if (spec.Compact is not null)
        {
            parts.Add(new(0, null, spec.From, spec.To, [], 0));
            return parts;
        }
        var (from, createdAt) = (spec.From, checkpoints.Incarnation.CreatedAt);
        if ((from is null || from < createdAt) && files.Any(f => f.ArrivedFrom is not { } arrived || arrived < createdAt))
        {
            parts.Add(new(0, null, from, spec.To < createdAt ? spec.To : createdAt, [], 0));
            from = createdAt;
        }
        if (spec.To <= from) return parts;
        if (!IsComplete(shards))
            parts.Add(new(parts.Count, null, from, spec.To, [.. parts.Select(p => p.Number)], 0) { ExceptShardIds = [.. shards.Select(s => s.Id)] });
        AddShards(parts, shards, spec, from);
        return spec.Order == ReplayOrder.None ? [.. parts.Select(p => p with { After = [] })] : parts;
    }

    /// <summary>The plan's view of the shards: all that have a checkpoint, with what the stream (null when it is gone) says about them.</summary>
    public static IReadOnlyList<PlannedShard> Shards(CheckpointMap checkpoints, StreamDescription? source)
    {
        var listed = source?.Shards.ToDictionary(s => s.Id) ?? [];
        return [.. checkpoints.Shards.Values.OrderBy(c => c.ShardId).Select(c => listed.GetValueOrDefault(c.ShardId) is { } shard
            ? new PlannedShard(c.ShardId.Value, [.. shard.Parents.Select(p => p.Value)], Text(shard.StartingHashKey), Text(shard.EndingHashKey), c.Last?.ToString())
            : new PlannedShard(c.ShardId.Value, [], null, null, c.Last?.ToString()))];
    }

    /// <summary>Drops parts without records; barriers hold because a shard's part names all its ancestors, not its parents alone.</summary>
    /// <param name="counts">Per part; null where it has none for certain.</param>
    public static IReadOnlyList<PlannedPart> WithCounts(IReadOnlyList<PlannedPart> parts, IReadOnlyList<long?> counts)
    {
        var kept = parts.Where(p => counts[p.Number] is not null).ToList();
        var numbers = kept.Select((p, i) => (p.Number, New: i)).ToDictionary(x => x.Number, x => x.New);
        return [.. kept.Select(p => p with
        {
            Number = numbers[p.Number],
            After = [.. p.After.Where(numbers.ContainsKey).Select(n => numbers[n])],
            RecordCount = counts[p.Number]!.Value,
        })];
    }

    private static void AddShards(List<PlannedPart> parts, IReadOnlyList<PlannedShard> shards, ReplaySpec spec, DateTimeOffset? from)
    {
        var earlier = parts.Select(p => p.Number).ToList();
        var ancestors = ShardAncestors.Of(shards);
        var numbers = new Dictionary<string, int>();
        // By id: an ancestor's is always lower.
        foreach (var shard in shards.Where(s => s.Last is not null && (spec.Shards is not { } wanted || wanted.ContainsKey(s.Id))))
        {
            var after = earlier.Concat(ancestors[shard.Id].Where(numbers.ContainsKey).Select(a => numbers[a]).Order());
            numbers.Add(shard.Id, parts.Count);
            parts.Add(new(parts.Count, shard.Id, from, spec.To, [.. after], 0));
        }
    }

    /// <summary>Kinesis numbers a stream's shards from 0 without gaps: where one is missing, it was archived and left the map, or was never archived.</summary>
    private static bool IsComplete(IReadOnlyList<PlannedShard> shards)
    {
        for (var i = 0; i < shards.Count; i++)
        {
            var id = shards[i].Id;
            if (!id.StartsWith(ShardIdPrefix, StringComparison.Ordinal) || !int.TryParse(id.AsSpan(ShardIdPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number != i)
                return false;
        }
        return true;
    }

    private static string Text(UInt128 hashKey) => hashKey.ToString(CultureInfo.InvariantCulture);
}
