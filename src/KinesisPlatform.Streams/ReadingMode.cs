namespace KinesisPlatform.Streams;

/// <summary>How shards are read.</summary>
public enum ReadingMode
{
    /// <summary>GetRecords, within the budget of calls that all consumers of a shard share.</summary>
    Polling,

    /// <summary>SubscribeToShard, "enhanced fan-out": Kinesis pushes, and the reader has 2 MB/s of every shard to itself.</summary>
    FanOut,
}
