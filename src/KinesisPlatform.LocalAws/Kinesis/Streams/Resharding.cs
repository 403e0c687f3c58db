namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>Splits and merges. Every change is made of these two, so that lineage holds whatever the change: a shard has one or two parents.</summary>
internal static class Resharding
{
    /// <param name="at">Where the second child begins.</param>
    public static void Split(KinesisStream stream, Shard shard, UInt128 at) =>
        stream.Replace(shard, null, new(shard.HashKeys.Start, at - 1), new(at, shard.HashKeys.End));

    public static void Merge(KinesisStream stream, Shard shard, Shard adjacent)
    {
        var (left, right) = shard.HashKeys.Start < adjacent.HashKeys.Start ? (shard, adjacent) : (adjacent, shard);
        stream.Replace(shard, adjacent, new HashKeyRange(left.HashKeys.Start, right.HashKeys.End));
    }

    public static bool AreAdjacent(Shard one, Shard other) =>
        (one.HashKeys.End != UInt128.MaxValue && one.HashKeys.End + 1 == other.HashKeys.Start) ||
        (other.HashKeys.End != UInt128.MaxValue && other.HashKeys.End + 1 == one.HashKeys.Start);

    /// <summary>Cuts the stream into equal shards: splits at every new border, then merges what lies between two.</summary>
    public static void ToUniform(KinesisStream stream, int shardCount)
    {
        foreach (var target in HashKeyRange.Uniform(shardCount).ToList())
        {
            SplitAt(stream, target.Start);
            if (target.End != UInt128.MaxValue) SplitAt(stream, target.End + 1);
            while (stream.OpenShards.Where(s => target.Contains(s.HashKeys.Start)).Take(2).ToList() is [var first, var second]) Merge(stream, first, second);
        }
    }

    private static void SplitAt(KinesisStream stream, UInt128 border)
    {
        var shard = stream.Route(border);
        if (shard.HashKeys.Start != border) Split(stream, shard, border);
    }
}
