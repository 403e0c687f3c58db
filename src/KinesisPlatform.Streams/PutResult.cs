namespace KinesisPlatform.Streams;

/// <summary>Where a record went.</summary>
public sealed record PutResult(ShardId ShardId, SequenceNumber SequenceNumber);
