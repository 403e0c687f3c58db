using KinesisPlatform.Sql.Live.Files;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Rows of one file of live records.</summary>
internal sealed record WorkerLiveFile(string Path, IReadOnlyList<LiveRange> Rows);
