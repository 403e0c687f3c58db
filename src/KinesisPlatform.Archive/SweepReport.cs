namespace KinesisPlatform.Archive;

/// <summary>What a sweep found in a table's folder.</summary>
/// <param name="Floor">Only files written before this time, by the store's clock, were candidates; null while the table has no floor yet, so that nothing was looked at.</param>
/// <param name="KeptFileCount">Files that something refers to, that are too young, or that the platform did not write.</param>
/// <param name="PendingFileCount">Of those kept, files that nothing refers to any more: a later sweep deletes them.</param>
/// <param name="DeletedFileCount">Of a dry run: what would be deleted.</param>
/// <param name="IsComplete">False when the next call goes on: the floor is not old enough yet, or a run's bound was reached.</param>
public sealed record SweepReport(DateTimeOffset? Floor, long KeptFileCount, long PendingFileCount, long DeletedFileCount, long DeletedBytes, bool IsComplete);
