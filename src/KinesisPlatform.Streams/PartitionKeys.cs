using KinesisPlatform.Streams.Hashing;

namespace KinesisPlatform.Streams;

/// <summary>What Kinesis makes of partition keys.</summary>
public static class PartitionKeys
{
    /// <summary>Decides the shard, where no explicit hash key does: the MD5 of the key's UTF-8 as a big-endian number (Kinesis API reference, PutRecord).</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> partitionKey) => Md5Lanes.Hash(partitionKey);
}
