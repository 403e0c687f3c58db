using KinesisPlatform.Access;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>What a request's caller may do, and see.</summary>
internal static class RequestAccess
{
    public static StreamAccess StreamAccess(this HttpContext context) => context.Features.Get<StreamAccess>() ?? Access.StreamAccess.Everything;

    /// <exception cref="PlatformException">NotFound: there is no such replay, or it is none of the caller's.</exception>
    public static async Task<ReplayJob> FindVisibleAsync(this ReplayStore replays, string id, HttpContext context, CancellationToken cancellationToken) =>
        await replays.FindAsync(id, cancellationToken) is { } job && context.StreamAccess().MaySeeWorkOf(job.Spec.Owner) ? job : throw NotFound(id);

    public static PlatformException NotFound(string id) =>
        new(FailureKind.NotFound, ReplayId.IsValid(id) ? $"There is no replay {id}. GET /replays lists those there are." : "That is not the id of a replay. GET /replays lists those there are.");
}
