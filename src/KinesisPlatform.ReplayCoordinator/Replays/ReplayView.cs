using System.Text.Json;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What <c>GET /replays/{id}</c> answers.</summary>
internal sealed record ReplayView
{
    public required string Id { get; init; }
    public required ReplayState State { get; init; }
    public required string Source { get; init; }
    public required string Target { get; init; }
    public DateTimeOffset? From { get; init; }
    public DateTimeOffset? To { get; init; }
    public IReadOnlyDictionary<string, ReplaySequences>? Shards { get; init; }
    public string? Where { get; init; }
    public ReplayCompaction? Compact { get; init; }
    public bool FilterFirst { get; init; }
    public TombstonePolicy Tombstones { get; init; }
    public bool IncludeReplays { get; init; }
    public JsonElement? Annotate { get; init; }
    public string? AnnotateUnder { get; init; }
    public bool Wrap { get; init; }
    public ReplayPartitionKey? PartitionKey { get; init; }
    public ReplayOrder Order { get; init; }
    public bool? Aggregate { get; init; }

    /// <summary>As it is now.</summary>
    public ReplayPace? Pace { get; init; }

    public bool DryRun { get; init; }

    /// <summary>The replay whose dead letters these are.</summary>
    public string? DeadLettersOf { get; init; }

    /// <summary>What to know of what was asked for: where it is approximate, or costs something.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Absent in lists while the replay runs.</summary>
    public ReplayCountsView? Counts { get; init; }

    /// <summary>0-100, of the archive's records within the bounds, by where the parts are among them; absent while planning, and in lists while the replay runs.</summary>
    public double? Percent { get; init; }

    /// <summary>Sent, now; of a finished replay, on average.</summary>
    public double? RecordsPerSecond { get; init; }

    /// <summary>Now, of what is put; of a finished replay, on average.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>When the replay will be done at this rate, about.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>Why the replay failed and what to do.</summary>
    public string? Error { get; init; }

    /// <summary>From 1: each resumption of a failed replay is another one.</summary>
    public int Attempt { get; init; }

    /// <summary>The last ones of all attempts, in order; absent where there was none.</summary>
    public IReadOnlyList<ReplayFailure>? Failures { get; init; }

    /// <summary>Until when a failed replay can be resumed; absent where it cannot.</summary>
    public DateTimeOffset? ResumableUntil { get; init; }

    /// <summary>Absent in lists and while planning.</summary>
    public IReadOnlyList<ReplayPartView>? Parts { get; init; }
}
