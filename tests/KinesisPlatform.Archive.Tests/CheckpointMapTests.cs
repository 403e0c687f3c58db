using static KinesisPlatform.Archive.Tests.ArchiveFixture;

namespace KinesisPlatform.Archive.Tests;

public sealed class CheckpointMapTests : IDisposable
{
    private static readonly ShardId Shard2 = new("shardId-000000000002"), Shard3 = new("shardId-000000000003");

    private readonly ArchiveFixture _archive = new();

    [Fact]
    public async Task Forget_EndedShardWhoseChildrenAreArchived_LeavesTheMapForEver()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 2));
        await AppendAsync(table, new ShardAppend(Checkpoint(Shard0, 2), Checkpoint(Shard0, 2, isEnded: true), [], []), Append(Shard2, 0, 1), Append(Shard1, 0, 1));

        var kept = await ForgetAsync(table, (Shard0, []), (Shard1, []), (Shard2, [Shard0]));
        var forgotten = await ForgetAsync(table, (Shard1, []), (Shard2, [Shard0]));
        var again = await ForgetAsync(table, (Shard1, []), (Shard2, [Shard0]));
        // It buffered the shard from its beginning and slept until now.
        var zombie = await AppendAsync(await _archive.OpenAsync(), Append(Shard0, 0, 2));

        Assert.Contains(Shard0, kept.Checkpoints!.Shards);
        Assert.Equal([Shard1, Shard2], forgotten.Checkpoints!.Shards.Keys.Order());
        Assert.True(forgotten.Checkpoints.IsForgotten(Shard0));
        Assert.False(forgotten.Checkpoints.IsForgotten(Shard1));
        Assert.Equal(forgotten.Version, again.Version);
        Assert.Equal([Shard0], zombie.Rejected);
        Assert.Equal(Numbers(0, 2), await _archive.NumbersAsync(table, Shard0));
    }

    [Fact]
    public async Task Forget_WhileAnOlderOrChildShardIsNotArchivedYet_Waits()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard1, 0, 2));
        await AppendAsync(table, new ShardAppend(Checkpoint(Shard1, 2), Checkpoint(Shard1, 2, isEnded: true), [], []), Append(Shard2, 0, 1));

        Assert.Contains(Shard1, (await ForgetAsync(table, (Shard0, []), (Shard2, []))).Checkpoints!.Shards);
        Assert.Contains(Shard1, (await ForgetAsync(table, (Shard2, []), (Shard3, [Shard1]))).Checkpoints!.Shards);
        Assert.Contains(Shard1, (await ForgetAsync(table)).Checkpoints!.Shards);
        Assert.DoesNotContain(Shard1, (await ForgetAsync(table, (Shard2, []), (Shard3, [Shard2]))).Checkpoints!.Shards);
    }

    [Fact]
    public async Task Forget_ThenANewShard_IsArchivedFromItsBeginning()
    {
        var table = await _archive.OpenAsync();
        await AppendAsync(table, Append(Shard0, 0, 2));
        await AppendAsync(table, new ShardAppend(Checkpoint(Shard0, 2), Checkpoint(Shard0, 2, isEnded: true), [], []), Append(Shard1, 0, 1));
        await ForgetAsync(table, (Shard1, [Shard0]));

        Assert.Equal([Shard2], (await AppendAsync(table, Append(Shard2, 0, 3))).Committed);
        Assert.Equal(Shard0, (await (await _archive.OpenAsync()).LoadAsync(CancellationToken.None)).Checkpoints!.ForgottenUpTo);
    }

    [Fact]
    public async Task Append_OfAThousandShards_KeepsTheirCheckpointsOnceAndNotInEverySnapshot()
    {
        var table = await _archive.OpenAsync();
        var shards = Enumerable.Range(0, 1000).Select(i => new ShardId($"shardId-{i:D12}")).ToList();
        for (var i = 0; i < 5; i++) await AppendAsync(table, [.. shards.Select(shard => Append(shard, i, i + 1))]);

        var metadata = await _archive.ReadMetadataAsync(table);
        Assert.Equal(1000, (await table.LoadAsync(CancellationToken.None)).Checkpoints!.Shards.Count);
        Assert.All(metadata.Snapshots, snapshot => Assert.True(snapshot.Summary.Sum(entry => entry.Key.Length + entry.Value.Length) < 1000));
        Assert.InRange(metadata.Serialize().Length, 100_000, 250_000);
    }

    [Fact]
    public void IsSame_RoundedTimes_AreOneLife()
    {
        Assert.True(Incarnation.Is(Incarnation.CreatedAt.AddTicks(-9000)));
        Assert.False(Incarnation.Is(Incarnation.CreatedAt.AddMilliseconds(2)));
        Assert.False(Incarnation.IsAfter(Incarnation.CreatedAt.AddTicks(-9000)));
        Assert.True(Incarnation.IsAfter(Incarnation.CreatedAt.AddMilliseconds(-2)));
    }

    private static Task<TableVersion> ForgetAsync(IArchiveTable table, params (ShardId Shard, ShardId[] Parents)[] listed) =>
        table.ForgetShardsAsync(Incarnation, listed.ToDictionary(shard => shard.Shard, shard => (IReadOnlyList<ShardId>)shard.Parents), CancellationToken.None);

    public void Dispose() => _archive.Dispose();
}
