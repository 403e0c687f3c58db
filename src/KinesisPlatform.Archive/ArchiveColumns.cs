namespace KinesisPlatform.Archive;

/// <summary>The archive's columns. Field ids are fixed for ever: Iceberg readers find columns by them, whatever their names.</summary>
public static class ArchiveColumns
{
    public const int ShardId = 1;
    public const int SequenceNumber = 2;
    public const int SubSequenceNumber = 3;
    public const int PartitionKey = 4;
    public const int ExplicitHashKey = 5;
    public const int ArrivedAt = 6;
    public const int Data = 7;
}
