namespace KinesisPlatform.Archive;

/// <summary>A table's commits after one of them, for whoever follows it commit by commit.</summary>
/// <param name="Appends">Oldest first; commits that appended nothing are left out.</param>
/// <param name="Latest">The sequence number of the table's last commit.</param>
/// <param name="MissingCount">Commits after the one asked for whose snapshots have expired: what they appended is in the table, but no longer told apart.</param>
public sealed record AppendLog(IReadOnlyList<TableAppend> Appends, long Latest, long MissingCount);
