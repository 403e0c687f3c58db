using KinesisPlatform.Archive;

namespace KinesisPlatform.QueryGateway.Streams;

/// <param name="ShardId">Null of old gaps of several shards that are long gone.</param>
/// <param name="From">Inclusive.</param>
/// <param name="To">Exclusive.</param>
/// <param name="Count">Of several gaps the first's beginning and the last's end are told: not all in between is missing.</param>
internal sealed record GapView(string? ShardId, string? AfterSequenceNumber, DateTimeOffset From, DateTimeOffset To, int Count)
{
    public static IReadOnlyList<GapView> Of(CheckpointMap? checkpoints) =>
    [
        .. checkpoints?.Folded is { } folded ? [new(null, null, folded.From, folded.To, folded.Count)] : Array.Empty<GapView>(),
        .. (checkpoints?.Gaps ?? []).Select(gap => new GapView(gap.ShardId.Value, gap.After?.ToString(), gap.From, gap.To, gap.Count)),
    ];
}
