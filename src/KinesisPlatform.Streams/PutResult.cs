namespace KinesisPlatform.Streams;

/// <summary>Where a record went.</summary>
/// <param name="SubSequenceNumber">Place within an aggregate, whose user records all have its sequence number; 0 for a record that is not aggregated.</param>
public readonly record struct PutResult(ShardId ShardId, SequenceNumber SequenceNumber, int SubSequenceNumber = 0);
