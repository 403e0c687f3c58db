using KinesisPlatform.Archive;
using KinesisPlatform.Sql.Live;
using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Live;

public sealed class LiveSliceTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ShardId First = new("shardId-000000000000");
    private static readonly ShardId Child = new("shardId-000000000001");

    [Fact]
    public void Slice_NoCheckpoints_HasEveryRecord() => Assert.Equal([1, 2, 3], Numbers(Slice().After(null)));

    [Fact]
    public void Slice_ShardWithoutCheckpoint_HasEveryRecord() => Assert.Equal([1, 2, 3], Numbers(Slice().After(Map())));

    [Fact]
    public void Slice_ReadButEmptyCheckpoint_HasEveryRecord() => Assert.Equal([1, 2, 3], Numbers(Slice().After(Map(new ShardCheckpoint(First, null, false, Created)))));

    [Fact]
    public void Slice_CheckpointWithinABatch_BeginsAfterIt() => Assert.Equal([3], Numbers(Slice().After(Map(Checkpoint(First, 2)))));

    [Fact]
    public void Slice_CheckpointAheadOfTheTail_IsEmpty() => Assert.Empty(Slice().After(Map(Checkpoint(First, 9))).Parts);

    [Fact]
    public void Slice_EndedShard_IsEmpty() => Assert.Empty(Slice().After(Map(Checkpoint(First, 2) with { IsEnded = true })).Parts);

    [Fact]
    public void Slice_ShardThatLeftTheMap_IsEmpty()
    {
        Assert.Empty(Slice(hadCheckpoint: true).After(Map()).Parts);
        Assert.Empty(Slice(children: [Child]).After(Map(Checkpoint(Child, 1))).Parts);
    }

    [Fact]
    public void Checkpoints_OfAnotherIncarnation_DoNotCount()
    {
        var version = new TableVersion(3, 1, "", Created, Map(Checkpoint(First, 2)), 2, 1, 1);
        Assert.NotNull(version.CheckpointsOf(Created));
        Assert.Null(version.CheckpointsOf(Created.AddSeconds(1)));
        Assert.True(version.Checkpoints!.Incarnation.IsAfter(Created.AddSeconds(-1)));
        Assert.False(version.Checkpoints!.Incarnation.IsAfter(Created.AddSeconds(1)));
    }

    private static LiveSlice Slice(bool hadCheckpoint = false, params ShardId[] children) =>
        new(Created, [new(First, children, hadCheckpoint, [TailSegment.Of([Record(1), Record(2), Record(3)])])], 0, Created);

    private static StreamRecord Record(long number) => new(First, MemoryStreams.SequenceOf(number), 0, "k"u8.ToArray(), null, Created, new byte[] { 1 });

    private static ShardCheckpoint Checkpoint(ShardId shard, long last) => new(shard, MemoryStreams.SequenceOf(last), false, Created);

    private static CheckpointMap Map(params ShardCheckpoint[] checkpoints) =>
        new(new(new("s"), Created), checkpoints.ToDictionary(checkpoint => checkpoint.ShardId), []);

    private static long[] Numbers(LiveRecords records) => [.. records.Parts.SelectMany(part => part.Segment.Records.Skip(part.From)).Select(record => long.Parse(record.SequenceNumber.ToString()[4..], null))];
}
