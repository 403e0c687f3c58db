using System.Globalization;
using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

internal static class ShardOutput
{
    public static void Shard(this MessageWriter answer, Shard shard) => answer.Map(members =>
    {
        members.Member("ShardId"u8, shard.Id);
        if (shard.Parent is { } parent) members.Member("ParentShardId"u8, parent.Id);
        if (shard.AdjacentParent is { } adjacent) members.Member("AdjacentParentShardId"u8, adjacent.Id);
        members.HashKeys(shard.HashKeys);
        members.Map("SequenceNumberRange"u8, range =>
        {
            range.Member("StartingSequenceNumber"u8, shard.StartingSequence.ToString());
            if (shard.EndingSequence is { } ending) range.Member("EndingSequenceNumber"u8, ending.ToString());
        });
    });

    public static void ChildShard(this MessageWriter answer, Shard shard) => answer.Map(members =>
    {
        members.Member("ShardId"u8, shard.Id);
        members.Texts("ParentShards"u8, new[] { shard.Parent, shard.AdjacentParent }.OfType<Shard>().Select(s => s.Id));
        members.HashKeys(shard.HashKeys);
    });

    private static void HashKeys(this MessageWriter answer, HashKeyRange keys) => answer.Map("HashKeyRange"u8, range =>
    {
        range.Member("StartingHashKey"u8, keys.Start.ToString(CultureInfo.InvariantCulture));
        range.Member("EndingHashKey"u8, keys.End.ToString(CultureInfo.InvariantCulture));
    });
}
