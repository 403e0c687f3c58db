using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Tests.Fakes;

/// <summary>Commits to the real archive what streams in memory hold, as much at a time as a test wants.</summary>
internal sealed class TestArchiver(IArchiveCatalog catalog, MemoryStreams streams, TimeProvider time)
{
    /// <summary>Commits what the stream's shards hold beyond their checkpoints, at most <paramref name="recordsMax"/> of each; ended shards as ended.</summary>
    /// <param name="isFlush">Commits how far shards were read that had nothing new, too.</param>
    public async Task<TableVersion> ArchiveAsync(string stream, int recordsMax = int.MaxValue, bool isFlush = false)
    {
        var table = await catalog.OpenOrCreateAsync(new(stream), default);
        var version = await table.LoadAsync(default);
        var description = (await streams.DescribeAsync(new(stream), default))!;
        var checkpoints = version.Checkpoints is { } map && map.Incarnation.CreatedAt == description.CreatedAt ? map.Shards : new Dictionary<ShardId, ShardCheckpoint>();
        var appends = new List<ShardAppend>();
        foreach (var shard in streams.Shards(stream))
        {
            var from = checkpoints.GetValueOrDefault(shard.Id);
            if (from is { IsEnded: true }) continue;
            var left = shard.Records.Where(record => from?.Last is not { } last || record.SequenceNumber > last).ToList();
            var taken = left.Take(recordsMax).ToList();
            var isEnded = shard.IsClosed && taken.Count == left.Count;
            if (taken.Count == 0 && !isEnded && !isFlush) continue;
            appends.Add(new(from, new(shard.Id, taken.Count > 0 ? taken[^1].SequenceNumber : from?.Last, isEnded, time.GetUtcNow()), taken, []));
        }
        return appends.Count == 0 ? version : (await table.AppendAsync(new(new(stream), description.CreatedAt), appends, default)).Version;
    }
}
