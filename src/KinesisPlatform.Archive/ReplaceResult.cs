namespace KinesisPlatform.Archive;

/// <summary>What became of a replacement.</summary>
/// <param name="Version">The table as it is after the commit, or as found when nothing was committed.</param>
/// <param name="MissingKeys">Files to be removed that the table's current version does not have any more: nothing was committed, plan anew. Empty when the replacement is in the table.</param>
public sealed record ReplaceResult(TableVersion Version, IReadOnlyList<string> MissingKeys)
{
    public bool IsCommitted => MissingKeys.Count == 0;
}
