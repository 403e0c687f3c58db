namespace KinesisPlatform.Archiver.Archiving;

/// <summary>One shard of <see cref="StreamStatus"/>.</summary>
internal sealed record ShardStatus(string ShardId, string? SequenceNumber, bool Ended, DateTimeOffset? ReadUpTo, DateTimeOffset? ArchivedUpTo, int BufferedRecords)
{
    /// <summary>The archiver that reads it; null while none does.</summary>
    public string? Worker { get; init; }
}
