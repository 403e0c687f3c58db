using KinesisPlatform.Archive;

namespace KinesisPlatform.Sql.Live;

/// <summary>What a tail held at one moment; it does not change when the tail goes on.</summary>
/// <param name="PrunedVersion">The newest table version whose records the tail has let go of; a query must not use an older one. 0 when none.</param>
/// <param name="ReadUpTo">Every record that arrived before this time and is not archived is in the slice.</param>
internal sealed record LiveSlice(DateTimeOffset StreamCreatedAt, IReadOnlyList<LiveShard> Shards, long PrunedVersion, DateTimeOffset ReadUpTo)
{
    /// <summary>The records that a version does not hold.</summary>
    public LiveRecords After(CheckpointMap? checkpoints)
    {
        var parts = new List<LivePart>();
        foreach (var shard in Shards)
        {
            var cut = LiveCut.For(checkpoints, shard.Id, shard.Children, shard.HadCheckpoint);
            if (cut.IsNothingLive) continue;
            foreach (var segment in shard.Segments)
            {
                if (cut.After is { } after && segment.Last <= after) continue;
                // They are in the shard's order.
                var from = 0;
                while (from < segment.Records.Count && !cut.Keeps(segment.Records[from])) from++;
                if (from < segment.Records.Count) parts.Add(new(segment, from));
            }
        }
        return new(parts);
    }
}
