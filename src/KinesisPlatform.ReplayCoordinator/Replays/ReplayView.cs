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
    public string? Where { get; init; }
    public bool Compact { get; init; }
    public bool IncludeReplays { get; init; }
    public JsonElement? Annotate { get; init; }
    public ReplayPace? Pace { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Absent in lists while the replay runs.</summary>
    public ReplayCountsView? Counts { get; init; }

    /// <summary>0-100, of the planned records; absent while planning, and in lists while the replay runs.</summary>
    public double? Percent { get; init; }

    /// <summary>Now; of a finished replay, on average.</summary>
    public double? RecordsPerSecond { get; init; }

    /// <summary>When the replay will be done at this rate.</summary>
    public DateTimeOffset? Eta { get; init; }

    /// <summary>Why the replay failed and what to do.</summary>
    public string? Error { get; init; }

    /// <summary>Absent in lists and while planning.</summary>
    public IReadOnlyList<ReplayPartView>? Parts { get; init; }
}
