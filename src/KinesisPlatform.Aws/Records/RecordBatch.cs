using Amazon.Kinesis.Model;

namespace KinesisPlatform.Aws.Records;

/// <summary>One decoded GetRecords answer. All its records are slices of one array.</summary>
/// <param name="NextShardIterator">Null at the end of a closed shard.</param>
/// <param name="BehindLatest">How far the answer is behind the shard's tip; null where the service did not say.</param>
/// <param name="ChildShards">Only at the end of a closed shard, and not from every emulator; empty otherwise.</param>
public sealed record RecordBatch(IReadOnlyList<KinesisRecord> Records, string? NextShardIterator, TimeSpan? BehindLatest, IReadOnlyList<ChildShard> ChildShards);
