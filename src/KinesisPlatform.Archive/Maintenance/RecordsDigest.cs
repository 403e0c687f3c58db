namespace KinesisPlatform.Archive.Maintenance;

/// <summary>What tells whether two sets of files hold the same records.</summary>
/// <param name="PayloadBytes">Of all records, as they are read: uncompressed.</param>
/// <param name="Checksum">Of all columns of all records, whatever their order. Comparable within one process.</param>
/// <param name="IsOrdered">They are read in order of shard, sequence number (as a number) and sub-sequence number.</param>
/// <param name="IsTextOrdered">And in the table's sort order too: sequence numbers of one shard are equally long.</param>
public sealed record RecordsDigest(long RecordCount, long PayloadBytes, UInt128 Checksum, bool IsOrdered, bool IsTextOrdered);
