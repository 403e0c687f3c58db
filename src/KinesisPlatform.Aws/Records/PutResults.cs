namespace KinesisPlatform.Aws.Records;

internal static class PutResults
{
    /// <exception cref="PlatformException">Data: neither an error nor a place in the stream.</exception>
    public static PutEntryResult Of(string? shardId, SequenceNumber? sequence, string? errorCode, string? errorMessage)
    {
        if (!string.IsNullOrEmpty(errorCode)) return new(null, default, errorCode, errorMessage);
        return shardId is not null && sequence is { } number
            ? new(shardId, number, null, null)
            : throw new PlatformException(FailureKind.Data, "The answer to PutRecords is not what Kinesis documents: an entry has neither an error nor shard and sequence number. The records may have been put. Check the endpoint.");
    }

    /// <exception cref="PlatformException">Data: not one result per entry.</exception>
    public static IReadOnlyList<PutEntryResult> Checked(IReadOnlyList<PutEntryResult> results, int entryCount) =>
        results.Count == entryCount
            ? results
            : throw new PlatformException(FailureKind.Data, $"PutRecords of {entryCount} records was answered with {results.Count} results. The records may have been put. Check the endpoint.");
}
