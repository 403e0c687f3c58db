namespace KinesisPlatform.Archiver.Archiving;

/// <summary>How a stream's archiving stands, as <c>GET /streams</c> shows it.</summary>
/// <param name="State"><c>starting</c>, <c>running</c>, <c>retrying</c> or <c>stopped</c>.</param>
/// <param name="BehindMilliseconds">The farthest any shard's reading is behind its tip.</param>
/// <param name="Error">Why it is retrying; null when all is well.</param>
internal sealed record StreamStatus(
    string Stream, string State, long BehindMilliseconds, long BufferedBytes, int BufferedRecords,
    long TableVersion, long ArchivedRecords, DateTimeOffset? CommittedAt, int Gaps, IReadOnlyList<ShardStatus> Shards, string? Error);
