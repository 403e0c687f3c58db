using System.Text.Json;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What a replay was asked to do, validated.</summary>
/// <param name="Source">The stream whose archive is replayed.</param>
/// <param name="Target">The stream the records are put onto; may be the source.</param>
internal sealed record ReplaySpec(string Source, string Target)
{
    /// <summary>Arrival, inclusive; null from the archive's beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Arrival, exclusive; null for everything in the version that gets pinned, which holds at least what arrived before the request.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>By shard id: only these shards' records, within these sequence numbers. Never together with <see cref="From"/> or <see cref="To"/>.</summary>
    public IReadOnlyDictionary<string, ReplaySequences>? Shards { get; init; }

    /// <summary>A SQL condition over the archive's columns.</summary>
    public string? Where { get; init; }

    /// <summary>Only the last record per key within the bounds; null for every record.</summary>
    public ReplayCompaction? Compact { get; init; }

    /// <summary>Applies <see cref="Where"/> before the last record per key is decided, not after.</summary>
    public bool FilterFirst { get; init; }

    public TombstonePolicy Tombstones { get; init; }

    /// <summary>Replays records that are replays themselves, too; they keep their original version.</summary>
    public bool IncludeReplays { get; init; }

    /// <summary>A JSON object whose members every replayed record gets at its root, or under <see cref="AnnotateUnder"/>.</summary>
    public JsonElement? Annotate { get; init; }

    /// <summary>The root member that gets <see cref="Annotate"/> as its value; null to put its members at the root.</summary>
    public string? AnnotateUnder { get; init; }

    /// <summary>Puts JSON objects into an envelope too, as other payloads always are.</summary>
    public bool Wrap { get; init; }

    /// <summary>Null for the original's.</summary>
    public ReplayPartitionKey? PartitionKey { get; init; }

    public ReplayOrder Order { get; init; }

    /// <summary>Packs records into aggregates of the Kinesis Producer Library's format; null as the service is configured.</summary>
    public bool? Aggregate { get; init; }

    /// <summary>Null for all that the target has free.</summary>
    public ReplayPace? Pace { get; init; }

    /// <summary>Does everything but the puts.</summary>
    public bool DryRun { get; init; }

    /// <summary>The replay whose dead letters are sent, and nothing else; bounds, condition and compaction do not apply then.</summary>
    public string? DeadLettersOf { get; init; }

    /// <summary>Whose rules apply to what is read: the id of the key the request came with; empty without keys.</summary>
    public string Owner { get; init; } = "";
}
