using KinesisPlatform.Sql.Live.Files;

namespace KinesisPlatform.Sql.Workers;

/// <summary>Rows of one file of live records.</summary>
/// <param name="Blocks">Where its blocks begin.</param>
internal sealed record WorkerLiveFile(string Path, IReadOnlyList<long> Blocks, IReadOnlyList<LiveRange> Rows);
