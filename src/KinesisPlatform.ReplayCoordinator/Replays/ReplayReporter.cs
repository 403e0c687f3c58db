using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Tells how a replay stands, from its documents.</summary>
internal sealed class ReplayReporter(PlanStore plans, PartStore parts, TimeProvider time)
{
    /// <summary>With progress and parts: one GET per part.</summary>
    public async Task<ReplayView> DescribeAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(job.Id, cancellationToken) is not { } plan) return Summarize(job);
        return Describe(job, plan, await parts.LoadAllAsync(plan, cancellationToken));
    }

    public ReplayView Describe(ReplayJob job, ReplayPlan plan, IReadOnlyList<ReplayPart> documents)
    {
        var (view, now) = (Summarize(job), time.GetUtcNow());
        // Those of a failed replay are as of its failure: its other parts went on for a moment.
        var counts = job is { State: not ReplayState.Failed, Counts: { } totals } ? totals : ReplayCounts.Sum(documents.Select(p => p.Counts));
        var running = documents.Where(p => p.IsClaimed(now)).ToList();
        var fraction = FractionOf(job, plan, documents);
        var rate = job.IsFinished ? view.RecordsPerSecond : Math.Round(running.Sum(p => p.RecordsPerSecond), 1);
        return view with
        {
            Counts = ReplayCountsView.Of(plan.RecordCount, counts),
            Percent = PercentOf(fraction),
            RecordsPerSecond = rate,
            BytesPerSecond = job.IsFinished ? view.BytesPerSecond : Math.Round(running.Sum(p => p.BytesPerSecond)),
            Eta = job.State == ReplayState.Running ? EtaOf(now, fraction, counts.Sent, rate) : null,
            Parts = [.. plan.Parts.Select(p => Describe(job, plan, p, documents[p.Number], now))],
        };
    }

    /// <summary>From the job's document alone.</summary>
    public static ReplayView Summarize(ReplayJob job)
    {
        var seconds = (job.FinishedAt - job.StartedAt)?.TotalSeconds;
        return new()
        {
            Id = job.Id,
            State = job.State,
            Source = job.Spec.Source,
            Target = job.Spec.Target,
            From = job.Spec.From,
            To = job.Spec.To,
            Shards = job.Spec.Shards,
            Where = job.Spec.Where,
            Compact = job.Spec.Compact,
            FilterFirst = job.Spec.FilterFirst,
            Tombstones = job.Spec.Tombstones,
            IncludeReplays = job.Spec.IncludeReplays,
            Annotate = job.Spec.Annotate,
            AnnotateUnder = job.Spec.AnnotateUnder,
            Wrap = job.Spec.Wrap,
            PartitionKey = job.Spec.PartitionKey,
            Order = job.Spec.Order,
            Aggregate = job.Spec.Aggregate,
            Pace = job.Pace,
            DryRun = job.Spec.DryRun,
            DeadLettersOf = job.Spec.DeadLettersOf,
            Notes = ReplayNotes.Of(job.Spec) is { Count: > 0 } notes ? notes : null,
            RequestedAt = job.RequestedAt,
            StartedAt = job.StartedAt,
            FinishedAt = job.FinishedAt,
            Counts = job.Counts is { } counts ? ReplayCountsView.Of(job.Planned, counts) : null,
            Percent = job.State == ReplayState.Done ? 100 : null,
            RecordsPerSecond = seconds > 0 ? Math.Round((job.Counts?.Sent ?? 0) / seconds.Value, 1) : null,
            BytesPerSecond = seconds > 0 ? Math.Round((job.Counts?.SentBytes ?? 0) / seconds.Value) : null,
            Error = job.Error,
            Attempt = job.Attempt,
            Failures = job.Failures.Count > 0 ? job.Failures : null,
            ResumableUntil = job.ResumableUntil,
        };
    }

    private static ReplayPartView Describe(ReplayJob job, ReplayPlan plan, PlannedPart part, ReplayPart document, DateTimeOffset now) => new(
        part.Number, part.ShardId, StateOf(job, plan, part, document, now), PercentOf(plan.FractionOf(part, document)), Math.Round(document.IsClaimed(now) ? document.RecordsPerSecond : 0, 1),
        ReplayCountsView.Of(part.RecordCount, document.Counts));

    private static string StateOf(ReplayJob job, ReplayPlan plan, PlannedPart part, ReplayPart document, DateTimeOffset now) =>
        document.IsDone ? "done"
        : document.IsClaimed(now) ? "running"
        : job.State == ReplayState.Failed && job.Failures.Any(f => f.Attempt == job.Attempt && f.Part == part.Number) ? "failed"
        : plan.Runnable(job.PartsDone).Contains(part) ? "ready"
        : "waiting";

    private static double FractionOf(ReplayJob job, ReplayPlan plan, IReadOnlyList<ReplayPart> documents) =>
        job.State == ReplayState.Done ? 1
        : plan.RecordCount == 0 ? 0
        : plan.Parts.Sum(p => p.RecordCount * plan.FractionOf(p, documents[p.Number])) / plan.RecordCount;

    /// <summary>As many records as were sent until now are sent again in the rest of the archive, as far as can be told.</summary>
    private static DateTimeOffset? EtaOf(DateTimeOffset now, double fraction, long sent, double? rate) =>
        rate > 0 && fraction > 0 ? now.AddSeconds(Math.Min(sent * (1 - fraction) / fraction / rate.Value, TimeSpan.FromDays(3650).TotalSeconds)) : null;

    private static double PercentOf(double fraction) => Math.Round(Math.Clamp(100 * fraction, 0, 100), 1);
}
