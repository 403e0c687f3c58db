using KinesisPlatform.Archive;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;

namespace KinesisPlatform.ReplayCoordinator.Tests.Plans;

public sealed class PartPlannerTests
{
    private static readonly ReplaySpec Spec = new("flights", "target");

    [Fact]
    public void SplitAndMerge_RunAfterAllTheirAncestors()
    {
        // 0 -> 1, 2; 2 + 3 -> 4.
        var parts = Plan(Spec, Listed(0), Listed(1, 0), Listed(2, 0), Listed(3), Listed(4, 2, 3));
        Assert.Equal(["0<", "1<0", "2<0", "3<", "4<0,2,3"], Describe(parts));
    }

    [Fact]
    public void PartWithoutRecords_IsDroppedAndItsBarrierHolds()
    {
        var parts = PartPlanner.WithCounts(Plan(Spec, Listed(0), Listed(1, 0), Listed(2, 1)), [5, null, 7]);
        Assert.Equal(["0<", "2<0"], Describe(parts));
        Assert.Equal([5, 7], parts.Select(p => p.RecordCount));
    }

    [Fact]
    public void ShardsThatTheStreamNoLongerLists_RunInTheOrderOfTheirIds()
    {
        var parts = Plan(Spec, Unlisted(0), Unlisted(1), Listed(2), Listed(3, 2));
        Assert.Equal(["0<", "1<0", "2<0,1", "3<0,1,2"], Describe(parts));
    }

    [Fact]
    public void ShardsThatLeftTheCheckpoints_AreAPartBeforeAllOthers()
    {
        var parts = Plan(Spec, Listed(2), Listed(3));
        Assert.Equal(["*<", "2<0", "3<0"], Describe(parts));
        Assert.Equal([Records.Shard(2).Value, Records.Shard(3).Value], parts[0].ExceptShardIds);
        var scan = parts[0].ToScan(Spec with { Where = "delay > 60 -- late" }, Version, Access.StreamAccess.Everything);
        Assert.Equal("shard_id NOT IN ('shardId-000000000002', 'shardId-000000000003') AND (delay > 60 -- late\n)", scan.Where);
    }

    [Fact]
    public void RecordsOfAnEarlierStream_AreAPartBeforeAllOthers()
    {
        var file = new DataFile("f", 1, 1, Records.Start.AddDays(-1), Records.Start.AddDays(1), null, null);
        var parts = PartPlanner.Plan(Spec, Checkpoints, [Listed(0)], [file]);
        Assert.Equal(["*<", "0<0"], Describe(parts));
        Assert.Equal((null, Records.Start), (parts[0].From, parts[0].To));
        Assert.Equal((Records.Start, null), (parts[1].From, parts[1].To));
    }

    [Fact]
    public void BoundsBeforeTheStreamsCreation_TakeTheEarlierStreamOnly()
    {
        var file = new DataFile("f", 1, 1, Records.Start.AddDays(-1), Records.Start.AddDays(1), null, null);
        var parts = PartPlanner.Plan(Spec with { To = Records.Start.AddHours(-1) }, Checkpoints, [Listed(0)], [file]);
        Assert.Equal(["*<"], Describe(parts));
    }

    [Fact]
    public void Compaction_IsOnePartOverAllShards()
    {
        var parts = Plan(Spec with { Compact = ReplayCompaction.LastPerPartitionKey }, Listed(0), Listed(1, 0), Listed(2, 0));
        Assert.Equal(["*<"], Describe(parts));
        Assert.True(parts[0].ToScan(Spec with { Compact = ReplayCompaction.LastPerPartitionKey }, Version, Access.StreamAccess.Everything).LastPerKey);
    }

    [Fact]
    public void ShardWithoutRecords_HasNoPart() => Assert.Equal(["1<"], Describe(Plan(Spec, Listed(0) with { Last = null }, Listed(1, 0))));

    [Fact]
    public void Runnable_AreThePartsWhoseAncestorsAreDone()
    {
        var plan = new ReplayPlan("id", 1, Records.Start, [], Plan(Spec, Listed(0), Listed(1, 0), Listed(2)));
        Assert.Equal([0, 2], plan.Runnable([]).Select(p => p.Number));
        Assert.Equal([1, 2], plan.Runnable([0]).Select(p => p.Number));
        Assert.True(plan.IsDone([0, 1, 2]));
    }

    private static readonly CheckpointMap Checkpoints = new(new(new("flights"), Records.Start), new Dictionary<ShardId, ShardCheckpoint>(), []);

    private static readonly TableVersion Version = new(1, 1, "m", Records.Start, Checkpoints, 1, 1, 1);

    private static IReadOnlyList<PlannedPart> Plan(ReplaySpec spec, params PlannedShard[] shards) =>
        PartPlanner.Plan(spec, Checkpoints, shards, [new("f", 1, 1, Records.Start, Records.Start, null, null)]);

    private static string[] Describe(IEnumerable<PlannedPart> parts) =>
        [.. parts.Select(p => $"{p.ShardId?[^1..] ?? "*"}<{string.Join(",", p.After)}")];

    private static PlannedShard Listed(int number, params int[] parents) =>
        new(Records.Shard(number).Value, [.. parents.Select(p => Records.Shard(p).Value)], "0", "1", "5");

    private static PlannedShard Unlisted(int number) => new(Records.Shard(number).Value, [], null, null, "5");
}
