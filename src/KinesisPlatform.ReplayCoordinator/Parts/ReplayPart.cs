using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>A part's document <c>_replay-parts/{id}/{number}.json</c>: who runs it and how far it is. Changed by conditional put only.</summary>
internal sealed record ReplayPart(int Number)
{
    public const int FormatVersionCurrent = 1;

    public int FormatVersion { get; init; } = FormatVersionCurrent;

    /// <summary>Counts claims: each has a higher one.</summary>
    public long Epoch { get; init; }

    /// <summary>The instance that runs the part; null when none does.</summary>
    public string? Owner { get; init; }

    /// <summary>Until when the owner may send; another may claim the part after that.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>Counts checkpoints, over all claims.</summary>
    public long Checkpoint { get; init; }

    /// <summary>Where the next run resumes (exclusive); null from the beginning.</summary>
    public PartPosition? Position { get; init; }

    public ReplayCounts Counts { get; init; } = ReplayCounts.Zero;

    /// <summary>Records sent per second between the last two checkpoints.</summary>
    public double RecordsPerSecond { get; init; }

    /// <summary>Of what was put, likewise.</summary>
    public double BytesPerSecond { get; init; }

    public bool IsDone { get; init; }

    public bool IsClaimed(DateTimeOffset now) => !IsDone && Owner is not null && LeaseUntil > now;
}
