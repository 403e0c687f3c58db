using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Snapshots;

/// <summary>One stream at one moment, each record once: files of one table version, and the live records that it does not hold.</summary>
/// <param name="Version">Null when the stream has no archive.</param>
/// <param name="LiveUpTo">Null when there is no such stream any more.</param>
internal sealed record StreamSnapshot(
    StreamName Stream, TableVersion? Version, IReadOnlyList<DataFile> DataFiles, IReadOnlyList<StreamRecord> Live, DateTimeOffset? LiveUpTo);
