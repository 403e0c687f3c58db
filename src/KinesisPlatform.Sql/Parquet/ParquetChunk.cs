using KinesisPlatform.ObjectStore;

namespace KinesisPlatform.Sql.Parquet;

/// <summary>One column of one row group.</summary>
/// <param name="Bytes">Its pages, the dictionary's included.</param>
/// <param name="BloomFilter">Null when it has none.</param>
/// <param name="Min">Where its least value is in the footer; empty when it is not told.</param>
internal readonly record struct ParquetChunk(ByteRange Bytes, ByteRange? BloomFilter, long ValueCount, long? NullCount, Range Min, Range Max, bool HasMin, bool HasMax);
