using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Cache;

/// <summary>A data file, or as much of it as a query reads, on the local disk.</summary>
internal sealed record CachedFile(DataFile File, string Path);
