using KinesisPlatform.Access;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What a request's caller may do, and see.</summary>
internal static class RequestAccess
{
    public static StreamAccess StreamAccess(this HttpContext context) => context.Features.Get<StreamAccess>() ?? Access.StreamAccess.Everything;

    /// <exception cref="PlatformException">NotFound: there is no such replay, or it is none of the caller's.</exception>
    public static async Task<ReplayJob> FindVisibleAsync(this ReplayStore replays, string id, HttpContext context, CancellationToken cancellationToken) =>
        await replays.FindAsync(id, cancellationToken) is { } job && context.StreamAccess().MaySeeWorkOf(job.Spec.Owner) ? job : throw NotFound(id);

    /// <summary>
    /// What a caller who does not see every record of the source is told of a replay: not how many records there are, nor where among them it stands, which would tell of those that are left out.
    /// </summary>
    public static ReplayView SeenBy(this ReplayView view, StreamAccess caller)
    {
        if (SeesEveryRecord(caller, new(view.Source))) return view;
        return view with
        {
            Percent = view.State == ReplayState.Done ? 100 : null,
            Eta = null,
            Counts = view.Counts is { } counts ? counts with { Planned = null } : null,
            Parts = view.Parts is { } parts ? [.. parts.Select(part => part with { Percent = null, Counts = part.Counts with { Planned = null } })] : null,
        };
    }

    public static bool SeesEveryRecord(StreamAccess caller, StreamName source) => caller.MayRead(source) && !caller.RuleFor(source).IsFiltered;

    /// <summary>Whether the caller may be shown records that a replay read: its owner those that were read for it, others those of streams that they see whole.</summary>
    public static bool MaySeeRecords(this ReplayJob job, StreamAccess caller) =>
        caller.MayRead(new(job.Spec.Source)) && (caller.RuleFor(new(job.Spec.Source)) is var rule && (rule.IsOpen || (job.Spec.Owner == caller.KeyId && !rule.IsMasked)));

    public static PlatformException NotFound(string id) =>
        new(FailureKind.NotFound, ReplayId.IsValid(id) ? $"There is no replay {id}. GET /replays lists those there are." : "That is not the id of a replay. GET /replays lists those there are.");
}
