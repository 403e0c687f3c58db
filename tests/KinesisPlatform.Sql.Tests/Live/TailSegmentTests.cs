using KinesisPlatform.Sql.Live;
using KinesisPlatform.Sql.Tests.Fakes;

namespace KinesisPlatform.Sql.Tests.Live;

public sealed class TailSegmentTests
{
    [Fact]
    public void Of_MemoryOfTheBatchIsUsedAgain_TheCopiesStay()
    {
        byte[] memory = [1, 2, 3, 4, 5];
        StreamRecord[] records =
        [
            new(new("shardId-000000000000"), MemoryStreams.SequenceOf(1), 0, memory.AsMemory(0, 1), memory.AsMemory(1, 1), DateTimeOffset.UnixEpoch, memory.AsMemory(2, 2)),
            new(new("shardId-000000000000"), MemoryStreams.SequenceOf(2), 0, memory.AsMemory(0, 1), null, DateTimeOffset.UnixEpoch, memory.AsMemory(4, 1)),
        ];

        var segment = TailSegment.Of(records);
        Array.Clear(memory);

        Assert.Equal(MemoryStreams.SequenceOf(2), segment.Last);
        Assert.Equal([1], segment.Records[0].PartitionKey.ToArray());
        Assert.Equal([2], segment.Records[0].ExplicitHashKey!.Value.ToArray());
        Assert.Equal([3, 4], segment.Records[0].Data.ToArray());
        Assert.Equal([5], segment.Records[1].Data.ToArray());
        Assert.Null(segment.Records[1].ExplicitHashKey);
    }
}
