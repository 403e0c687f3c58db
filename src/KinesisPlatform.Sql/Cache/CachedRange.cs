using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Cache;

/// <summary>A range of an object that its image holds.</summary>
/// <param name="IsVerified">It was written, or compared with its checksum, by this process.</param>
internal sealed record CachedRange(ByteRange Bytes, uint Checksum, bool IsVerified);
