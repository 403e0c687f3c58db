namespace KinesisPlatform.Aws.Records;

/// <summary>What became of one entry: shard and sequence number, or an error.</summary>
/// <param name="ErrorCode"><c>ProvisionedThroughputExceededException</c> or <c>InternalFailure</c>; null when the record was put.</param>
public readonly record struct PutEntryResult(string? ShardId, SequenceNumber SequenceNumber, string? ErrorCode, string? ErrorMessage)
{
    public bool IsPut => ErrorCode is null;
}
