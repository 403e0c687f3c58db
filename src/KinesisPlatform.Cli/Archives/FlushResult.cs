namespace KinesisPlatform.Cli.Archives;

/// <summary>The archiver's answer to <c>POST /streams/{name}/flush</c>.</summary>
internal sealed record FlushResult(string Stream, DateTimeOffset UpTo, bool IsCommitted, long TableVersion, long AddedRecords, long ArchivedRecords, DateTimeOffset? CommittedAt, IReadOnlyList<string> ShardsBehind);
