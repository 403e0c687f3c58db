using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Tells how a replay stands, from its documents.</summary>
internal sealed class ReplayReporter(PlanStore plans, PartStore parts, TimeProvider time)
{
    /// <summary>With progress and parts: one GET per part.</summary>
    public async Task<ReplayView> DescribeAsync(ReplayJob job, CancellationToken cancellationToken)
    {
        var view = Summarize(job);
        if (await plans.FindAsync(job.Id, cancellationToken) is not { } plan) return view;
        var documents = await parts.LoadAllAsync(plan, cancellationToken);
        var counts = job.Counts ?? ReplayCounts.Sum(documents.Select(p => p.Counts));
        var planned = plan.Parts.Sum(p => p.RecordCount);
        var rate = job.IsFinished ? view.RecordsPerSecond : documents.Where(p => p.IsClaimed(time.GetUtcNow())).Sum(p => p.RecordsPerSecond);
        return view with
        {
            Counts = new(planned, counts.Scanned, counts.Sent, counts.DeadLettered),
            Percent = PercentOf(job, counts.Scanned, planned),
            RecordsPerSecond = rate,
            Eta = job.State == ReplayState.Running && rate > 0 ? time.GetUtcNow().AddSeconds(Math.Min((planned - counts.Scanned) / rate.Value, TimeSpan.FromDays(3650).TotalSeconds)) : null,
            Parts = [.. plan.Parts.Select(p => Describe(job, p, documents[p.Number]))],
        };
    }

    /// <summary>From the job's document alone.</summary>
    public static ReplayView Summarize(ReplayJob job) => new()
    {
        Id = job.Id,
        State = job.State,
        Source = job.Spec.Source,
        Target = job.Spec.Target,
        From = job.Spec.From,
        To = job.Spec.To,
        Where = job.Spec.Where,
        Compact = job.Spec.Compact,
        IncludeReplays = job.Spec.IncludeReplays,
        Annotate = job.Spec.Annotate,
        Pace = job.Spec.Pace,
        RequestedAt = job.RequestedAt,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        Counts = job.Counts is { } counts ? new(job.Planned, counts.Scanned, counts.Sent, counts.DeadLettered) : null,
        Percent = job.Counts is { } totals && job.Planned is { } planned ? PercentOf(job, totals.Scanned, planned) : null,
        RecordsPerSecond = job.FinishedAt - job.StartedAt is { Ticks: > 0 } took ? Math.Round((job.Counts?.Sent ?? 0) / took.TotalSeconds, 1) : null,
        Error = job.Error,
    };

    private ReplayPartView Describe(ReplayJob job, PlannedPart part, ReplayPart document) =>
        new(part.Number, part.ShardId, StateOf(job, part, document), new(part.RecordCount, document.Counts.Scanned, document.Counts.Sent, document.Counts.DeadLettered));

    private string StateOf(ReplayJob job, PlannedPart part, ReplayPart document) =>
        document.IsDone ? "done"
        : document.IsClaimed(time.GetUtcNow()) ? "running"
        : part.After.All(job.PartsDone.Contains) ? "ready"
        : "waiting";

    private static double PercentOf(ReplayJob job, long scanned, long planned) =>
        job.State == ReplayState.Done ? 100 : planned == 0 ? 0 : Math.Round(Math.Min(100, 100.0 * scanned / planned), 1);
}
