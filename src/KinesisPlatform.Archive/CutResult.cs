namespace KinesisPlatform.Archive;

/// <summary>What a cut of the archive's oldest data took out of the table (not out of the bucket yet: snapshots still refer to it).</summary>
/// <param name="Version">The table as it is after the commit, or as found when there was nothing to cut.</param>
public sealed record CutResult(TableVersion Version, long FileCount, long RecordCount, long LengthBytes);
