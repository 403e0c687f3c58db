namespace KinesisPlatform.Sql.Cache;

/// <summary>There is no room, and nothing more that may go.</summary>
internal sealed class CacheFullException() : Exception("The cache is full.");
