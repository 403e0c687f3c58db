using KinesisPlatform.Archive;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>Tells how far an archive is behind its stream.</summary>
internal static class ArchiveProgress
{
    /// <summary>The shards whose records of before <paramref name="until"/> are not all in <paramref name="version"/>.</summary>
    /// <param name="source">Null when the stream is gone: nothing more can be archived then.</param>
    public static IReadOnlyList<ShardId> Behind(StreamDescription? source, TableVersion version, DateTimeOffset until) => source is null
        ? []
        : ShardsBehind.Of(version.CheckpointsOf(source.CreatedAt), [.. source.Shards.Select(shard => new ListedShard(shard.Id, shard.Parents, shard.IsClosed))], until);
}
