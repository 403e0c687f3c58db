using System.Text.Json;

namespace KinesisPlatform.Cli.Replays;

/// <summary>The coordinator's <c>GET /replays/{id}</c>, as far as it is shown.</summary>
internal sealed record ReplayDetails(
    string Id, string State, string Source, string Target, DateTimeOffset? From, DateTimeOffset? To, string? Where, JsonElement? Compact, JsonElement? Pace, bool DryRun, string? DeadLettersOf,
    IReadOnlyList<string>? Notes, DateTimeOffset RequestedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, ReplayCounts? Counts, double? Percent, double? RecordsPerSecond, double? BytesPerSecond,
    DateTimeOffset? Eta, string? Error, int Attempt, IReadOnlyList<ReplayFailure>? Failures, DateTimeOffset? ResumableUntil, IReadOnlyList<ReplayPart>? Parts)
{
    /// <summary>Nothing changes by itself any more.</summary>
    public bool IsFinished => ReplayStates.IsEnd(State);
}

/// <param name="Part">Null where planning failed.</param>
internal sealed record ReplayFailure(int Attempt, DateTimeOffset At, int? Part, string Reason);

/// <param name="Planned">Of the archive's records within the bounds; null while that is not known.</param>
internal sealed record ReplayCounts(long? Planned, long Scanned, long Sent, long DeadLettered, long SentBytes);

internal sealed record ReplayPart(int Number, string? Shard, string State, double? Percent, double RecordsPerSecond, ReplayCounts Counts);

internal sealed record ReplayList(IReadOnlyList<ReplayDetails> Replays, string? Next);

/// <summary>The data of an event <c>progress</c>.</summary>
internal sealed record ReplayProgress(string State, double? Percent, double? RecordsPerSecond, double? BytesPerSecond, DateTimeOffset? Eta, ReplayCounts? Counts);

/// <summary>The data of an event <c>state</c>.</summary>
internal sealed record ReplayChange(long Number, string State, DateTimeOffset At);

internal sealed record DeadLetterPage(IReadOnlyList<DeadLetter> DeadLetters, string? Next);

internal sealed record DeadLetter(string Shard, string SequenceNumber, int SubSequenceNumber, string PartitionKey, int LengthBytes, string Reason);

/// <summary>The answer of <c>POST /replays/preview</c>.</summary>
internal sealed record ReplayPreview(IReadOnlyList<PreviewRecord> Records, IReadOnlyList<DeadLetter> DeadLetters, bool IsComplete, PreviewEstimate? Estimate, IReadOnlyList<string> Notes);

internal sealed record PreviewRecord(string PartitionKey, string? ExplicitHashKey, int LengthBytes, JsonElement Data);

internal sealed record PreviewEstimate(long Records, long Bytes, bool IsExact, int FilesRead, int Files, double DurationSeconds, string LimitedBy, PreviewCost Cost);

internal sealed record PreviewCost(double Usd);
