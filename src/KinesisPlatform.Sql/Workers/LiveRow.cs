namespace KinesisPlatform.Sql.Workers;

/// <summary>A live record as a worker holds it: all text is UTF-8, as DuckDB takes it.</summary>
internal readonly record struct LiveRow(
    int SubSequenceNumber, long ArrivedAtMicroseconds, ReadOnlyMemory<byte> ShardId, ReadOnlyMemory<byte> SequenceNumber,
    ReadOnlyMemory<byte> PartitionKey, ReadOnlyMemory<byte>? ExplicitHashKey, ReadOnlyMemory<byte> Data);
