using System.Text.Json.Serialization;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <param name="Key">SQL over the archive's columns; null for the partition key.</param>
[JsonConverter(typeof(ReplayCompactionConverter))]
internal sealed record ReplayCompaction(string? Key)
{
    public const string PerPartitionKey = "lastPerPartitionKey";

    public static ReplayCompaction LastPerPartitionKey { get; } = new((string?)null);
}
