namespace KinesisPlatform.Archive.Tables;

/// <summary>When a commit may advance a shard, and what the map is afterwards. Pure: the one place that decides that no record is archived twice or skipped.</summary>
internal static class CheckpointRules
{
    /// <summary>Takes the appends whose starting point is the table's own; the others' writers have to start again from it.</summary>
    public static (IReadOnlyList<ShardAppend> Accepted, IReadOnlyList<ShardId> Rejected) Split(CheckpointMap? map, StreamIncarnation incarnation, IReadOnlyList<ShardAppend> appends)
    {
        // A writer that still reads a deleted stream of the same name must not reset the checkpoints of the one that replaced it.
        if (map is not null && map.Incarnation.IsAfter(incarnation.CreatedAt)) return ([], [.. appends.Select(append => append.To.ShardId)]);

        var current = map is not null && map.Incarnation.Is(incarnation.CreatedAt) ? map : null;
        var accepted = appends.Where(append => append.From == current?.Shards.GetValueOrDefault(append.To.ShardId) && current?.IsForgotten(append.To.ShardId) != true).ToList();
        return (accepted, [.. appends.Except(accepted).Select(append => append.To.ShardId)]);
    }

    /// <summary>The map after a commit. Gaps are kept for ever, those of earlier incarnations too, and folded when there are many.</summary>
    public static CheckpointMap Advance(CheckpointMap? map, StreamIncarnation incarnation, IReadOnlyList<ShardAppend> accepted, int gapCountMax)
    {
        var current = map is not null && map.Incarnation.Is(incarnation.CreatedAt) ? map : null;
        var shards = current?.Shards.ToDictionary() ?? [];
        foreach (var append in accepted) shards[append.To.ShardId] = append.To;
        IReadOnlyList<ArchiveGap> gaps = [.. map?.Gaps ?? [], .. accepted.SelectMany(append => append.Gaps)];
        var advanced = current is null ? new CheckpointMap(incarnation, shards, gaps) { Folded = map?.Folded } : current with { Shards = shards, Gaps = gaps };
        return GapFolding.Fold(advanced, gapCountMax);
    }

    /// <summary>The map without shards that are archived to their end and gone from the stream; null when it has none of them.</summary>
    /// <remarks>A writer that buffered such a shard from its beginning and slept until now finds that it cannot begin it again.</remarks>
    public static CheckpointMap? Forget(CheckpointMap? map, StreamIncarnation incarnation, IReadOnlyDictionary<ShardId, IReadOnlyList<ShardId>> listed)
    {
        if (map is null || !map.Incarnation.Is(incarnation.CreatedAt) || map.Forgettable(listed) is not { Count: > 0 } forgotten) return null;
        var shards = map.Shards.ToDictionary();
        foreach (var shard in forgotten) shards.Remove(shard);
        return map with { Shards = shards, ForgottenUpTo = map.ForgottenUpTo is { } earlier && earlier > forgotten[^1] ? earlier : forgotten[^1] };
    }

    /// <summary>Refuses what no correct writer asks for.</summary>
    /// <exception cref="PlatformException">Internal.</exception>
    public static void Validate(IReadOnlyList<ShardAppend> appends)
    {
        var shards = new HashSet<ShardId>();
        foreach (var append in appends)
        {
            if (!shards.Add(append.To.ShardId)) throw Wrong(append, "is in one commit twice");
            Validate(append);
        }
    }

    private static void Validate(ShardAppend append)
    {
        var (from, to) = (append.From, append.To);
        if (from is not null && from.ShardId != to.ShardId) throw Wrong(append, $"starts from a checkpoint of {from.ShardId}");
        if (from?.Last is { } start && (to.Last is not { } end || end < start)) throw Wrong(append, "would go back");
        if (from is { IsEnded: true } && (append.Records.Count > 0 || !to.IsEnded || from.Last != to.Last)) throw Wrong(append, "was ended and cannot grow");

        var (last, sub) = (from?.Last, int.MaxValue);
        foreach (var record in append.Records)
        {
            if (record.ShardId != to.ShardId) throw Wrong(append, $"has a record of {record.ShardId}");
            if (last is { } before && (record.SequenceNumber < before || (record.SequenceNumber == before && record.SubSequenceNumber <= sub))) throw Wrong(append, "has records out of order");
            (last, sub) = (record.SequenceNumber, record.SubSequenceNumber);
        }
        if (last is { } reached && (to.Last is not { } limit || reached > limit)) throw Wrong(append, "has records beyond its checkpoint");
    }

    private static PlatformException Wrong(ShardAppend append, string what) =>
        new(FailureKind.Internal, $"Shard {append.To.ShardId} {what}; nothing was committed. This is a bug of the writer.");
}
