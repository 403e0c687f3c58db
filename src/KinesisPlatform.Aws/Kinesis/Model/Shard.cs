namespace Amazon.Kinesis.Model;

public sealed class Shard
{
    public string? ShardId { get; set; }

    public string? ParentShardId { get; set; }

    /// <summary>The second parent of a merge.</summary>
    public string? AdjacentParentShardId { get; set; }

    public HashKeyRange? HashKeyRange { get; set; }

    public SequenceNumberRange? SequenceNumberRange { get; set; }
}
