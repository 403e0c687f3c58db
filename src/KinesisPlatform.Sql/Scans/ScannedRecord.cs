namespace KinesisPlatform.Sql.Scans;

/// <param name="Computed">What <see cref="ArchiveScan.Compute"/> gave, as text; null where it is NULL or failed, or there is no such expression.</param>
public readonly record struct ScannedRecord(StreamRecord Record, string? Computed);
