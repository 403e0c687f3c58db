using KinesisPlatform.Access;
using KinesisPlatform.Archive;
using KinesisPlatform.DuckDb;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Sql.Scans;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>A piece of a replay that one worker sends in order.</summary>
/// <param name="Number">From 0; its place in <see cref="ReplayPlan.Parts"/>.</param>
/// <param name="ShardId">Only this shard's records; null for all shards, in the order of their ids.</param>
/// <param name="From">Arrival, inclusive; null for no bound.</param>
/// <param name="To">Arrival, exclusive; null for no bound.</param>
/// <param name="After">Parts that must be done before this one starts, so that each key's records keep their order.</param>
/// <param name="RecordCount">Records within the bounds, about: files hold several shards, and metadata does not say how many of each.</param>
internal sealed record PlannedPart(int Number, string? ShardId, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<int> After, long RecordCount)
{
    /// <summary>All shards but these; null to leave out none.</summary>
    public IReadOnlyList<string>? ExceptShardIds { get; init; }

    /// <summary>The dead letters of this part of the replay that the job says, and nothing else; null for records within the bounds.</summary>
    public int? LettersOfPart { get; init; }

    /// <param name="version">The plan's pinned version.</param>
    /// <param name="access">Of the job's owner: what it may not read is not replayed.</param>
    public ArchiveScan ToScan(ReplaySpec spec, TableVersion version, StreamAccess access) => new(new(spec.Source), version)
    {
        Access = access,
        ShardId = ShardId is { } id ? new KinesisPlatform.ShardId(id) : null,
        From = From,
        To = To,
        Sequences = spec.Shards?.ToDictionary(shard => new KinesisPlatform.ShardId(shard.Key), shard => new SequenceRange(Parse(shard.Value.From), Parse(shard.Value.To))),
        Where = WhereOf(spec),
        LastPerKey = spec.Compact is not null,
        Key = spec.Compact?.Key,
        FilterFirst = spec.FilterFirst,
        ExcludeReplayed = !spec.IncludeReplays,
        ExcludeTombstones = spec.Tombstones == TombstonePolicy.Drop,
        Compute = spec.PartitionKey?.Expression,
    };

    private static SequenceNumber? Parse(string? text) => text is null ? null : SequenceNumber.Parse(text);

    private string? WhereOf(ReplaySpec spec)
    {
        if (ExceptShardIds is not { Count: > 0 } ids) return spec.Where;
        var others = $"shard_id NOT IN ({string.Join(", ", ids.Select(DuckDbSyntax.Literal))})";
        // The line break ends a comment that the condition may end with.
        return spec.Where is null ? others : $"{others} AND ({spec.Where}\n)";
    }
}
