namespace KinesisPlatform.Sql.Compaction;

/// <summary>Which of a file's records are the last of their key.</summary>
/// <param name="Rows">As <see cref="FileRows.Save"/> gives them.</param>
/// <param name="ShardIds">Of the file's records that were looked at.</param>
internal sealed record FileLastRecords(byte[] Rows, IReadOnlySet<string> ShardIds);
