using System.Text.Json;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What a replay was asked to do, validated.</summary>
/// <param name="Source">The stream whose archive is replayed.</param>
/// <param name="Target">The stream the records are put onto.</param>
internal sealed record ReplaySpec(string Source, string Target)
{
    /// <summary>Arrival, inclusive; null from the archive's beginning.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Arrival, exclusive; null for everything in the version that gets pinned, which holds at least what arrived before the request.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A SQL condition over the archive's columns.</summary>
    public string? Where { get; init; }

    /// <summary>Only the last record of each partition key within the bounds, decided before <see cref="Where"/> applies.</summary>
    public bool Compact { get; init; }

    /// <summary>Replays records that are replays themselves, too; they keep their original version.</summary>
    public bool IncludeReplays { get; init; }

    /// <summary>A JSON object whose members every replayed record gets at its root.</summary>
    public JsonElement? Annotate { get; init; }

    public ReplayPace? Pace { get; init; }
}
