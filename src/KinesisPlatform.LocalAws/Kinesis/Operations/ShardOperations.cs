using KinesisPlatform.LocalAws.Kinesis.Protocol;
using KinesisPlatform.LocalAws.Kinesis.Streams;

namespace KinesisPlatform.LocalAws.Kinesis.Operations;

/// <summary>Splitting and merging shards.</summary>
internal sealed class ShardOperations(StreamRegistry streams)
{
    public IEnumerable<KinesisOperation> All =>
    [
        KinesisOperation.Of("SplitShard", Split),
        KinesisOperation.Of("MergeShards", Merge),
        KinesisOperation.Of("UpdateShardCount", UpdateCount),
    ];

    private void Split(RequestParameters parameters)
    {
        var shardId = parameters.ShardId("ShardToSplit", isRequired: true);
        var hashKey = parameters.Text("NewStartingHashKey", isRequired: true);
        var at = UInt128.Zero;
        if (hashKey is not null && !HashKeyRange.TryParse(System.Text.Encoding.UTF8.GetBytes(hashKey), out at))
            parameters.Violate("NewStartingHashKey", hashKey, @"Member must satisfy regular expression pattern: 0|([1-9]\d{0,38})");
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            stream.ThrowIfNotActive(streams);
            var shard = OpenShard(stream, shardId!);
            var keys = shard.HashKeys;
            if (at <= keys.Start || at - keys.Start == 1 || at >= keys.End)
                throw KinesisException.InvalidArgument($"NewStartingHashKey {at} used in SplitShard() on shard {shard.Id} in stream {stream.Name} under account {streams.AccountId} is not both greater than one plus the shard's StartingHashKey {keys.Start} and less than the shard's EndingHashKey {keys.End}.");
            ThrowIfTooMany(1);
            Resharding.Split(stream, shard, at);
            stream.BeginUpdate();
        }
    }

    private void Merge(RequestParameters parameters)
    {
        var shardId = parameters.ShardId("ShardToMerge", isRequired: true);
        var adjacentId = parameters.ShardId("AdjacentShardToMerge", isRequired: true);
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            stream.ThrowIfNotActive(streams);
            var (shard, adjacent) = (OpenShard(stream, shardId!), OpenShard(stream, adjacentId!));
            if (!Resharding.AreAdjacent(shard, adjacent))
                throw KinesisException.InvalidArgument($"Shards {shard.Id} and {adjacent.Id} in stream {stream.Name} under account {streams.AccountId} are not an adjacent pair of shards eligible for merging");
            Resharding.Merge(stream, shard, adjacent);
            stream.BeginUpdate();
        }
    }

    private void UpdateCount(RequestParameters parameters, MessageWriter answer)
    {
        var target = parameters.Integer("TargetShardCount", isRequired: true);
        parameters.OneOf("ScalingType", ["UNIFORM_SCALING"], isRequired: true);
        var stream = parameters.Stream(streams);
        lock (stream.Gate)
        {
            stream.ThrowIfNotActive(streams);
            var current = stream.OpenShards.Count;
            ThrowIfOutOfScale(current, target!.Value);
            if (stream.IsOnDemand) throw KinesisException.Validation($"Request is invalid. Stream {stream.Name} under account {streams.AccountId} is in On-Demand mode.");
            ThrowIfTooMany(target.Value - current);
            Resharding.ToUniform(stream, target.Value);
            stream.BeginUpdate();
            answer.Member("StreamName"u8, stream.Name);
            answer.Member("StreamARN"u8, stream.Arn);
            answer.Member("CurrentShardCount"u8, current);
            answer.Member("TargetShardCount"u8, target.Value);
        }
    }

    private Shard OpenShard(KinesisStream stream, string shardId)
    {
        var shard = stream.FindShard(shardId, streams);
        return shard.IsOpen
            ? shard
            : throw KinesisException.InvalidArgument($"Shard {shard.Id} in stream {stream.Name} under account {streams.AccountId} has already been merged or split, and thus is not eligible for merging or splitting.");
    }

    private void ThrowIfTooMany(int additional)
    {
        if (streams.OpenShardCount + additional > StreamRegistry.ShardCountMax)
            throw KinesisException.LimitExceeded($"The account {streams.AccountId} may have {StreamRegistry.ShardCountMax} open shards and has {streams.OpenShardCount}.");
    }

    private static void ThrowIfOutOfScale(int current, int target)
    {
        var counts = $"Current open shard count: {current} Target shard count: {target}";
        if (target > current * 2) throw KinesisException.LimitExceeded($"UpdateShardCount cannot scale up over double your current open shard count. {counts}");
        if (target * 2 < current) throw KinesisException.LimitExceeded($"UpdateShardCount cannot scale down below half your current open shard count. {counts}");
    }
}
