namespace KinesisPlatform.Archiver.Flushing;

/// <summary>What <c>POST /streams/{name}/flush</c> answers.</summary>
/// <param name="UpTo">Everything that arrived before is asked for; to go on waiting, ask again with it.</param>
/// <param name="IsCommitted">All of it is in the table.</param>
/// <param name="AddedRecords">That were committed while this request waited.</param>
/// <param name="ArchivedRecords">In the table, all together.</param>
/// <param name="ShardsBehind">Those of which something that arrived before is not in the table.</param>
internal sealed record FlushView(
    string Stream, DateTimeOffset UpTo, bool IsCommitted, long TableVersion, long AddedRecords, long ArchivedRecords, DateTimeOffset? CommittedAt, IReadOnlyList<string> ShardsBehind);
