using KinesisPlatform.Archive;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Tells how far an archive is behind its stream.</summary>
internal static class ArchiveProgress
{
    /// <summary>The shards whose records of before <paramref name="until"/> are not all in <paramref name="version"/>.</summary>
    /// <param name="source">Null when the stream is gone: nothing more can be archived then.</param>
    public static IReadOnlyList<ShardId> Behind(StreamDescription? source, TableVersion version, DateTimeOffset until)
    {
        if (source is null) return [];
        if (version.CheckpointsOf(source.CreatedAt) is not { } checkpoints) return [.. source.Shards.Select(s => s.Id)];
        return [.. source.Shards.Where(s => !IsArchived(s, source, checkpoints.Shards, until)).Select(s => s.Id)];
    }

    private static bool IsArchived(ShardDescription shard, StreamDescription source, IReadOnlyDictionary<ShardId, ShardCheckpoint> checkpoints, DateTimeOffset until)
    {
        if (checkpoints.TryGetValue(shard.Id, out var own)) return own.IsEnded || own.ReadUpTo >= until;
        // A parent that was read past the time and had not ended yet: the child began later.
        if (shard.Parents.Any(p => checkpoints.TryGetValue(p, out var parent) && !parent.IsEnded && parent.ReadUpTo >= until)) return true;
        // An ended shard leaves the map once its children are in it.
        var children = source.Shards.Where(s => s.Parents.Contains(shard.Id)).ToList();
        return shard.IsClosed && children.Count > 0 && children.All(c => checkpoints.ContainsKey(c.Id));
    }
}
