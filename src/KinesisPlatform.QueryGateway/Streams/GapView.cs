using KinesisPlatform.Archive;

namespace KinesisPlatform.QueryGateway.Streams;

/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
internal sealed record GapView(string ShardId, string? AfterSequenceNumber, DateTimeOffset From, DateTimeOffset To)
{
    public static GapView Of(ArchiveGap gap) => new(gap.ShardId.Value, gap.After?.ToString(), gap.From, gap.To);
}
