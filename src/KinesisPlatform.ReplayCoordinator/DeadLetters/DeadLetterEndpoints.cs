using KinesisPlatform.ReplayCoordinator.Replays;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.DeadLetters;

internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes) => routes.MapGet("/replays/{id}/dead-letters", ListAsync);

    private static async Task<IResult> ListAsync(
        string id, ReplayStore replays, DeadLetterStore letters, IOptions<ReplayOptions> options, CancellationToken cancellationToken, int? limit = null, string? after = null)
    {
        var count = ReplayEndpoints.PageCount(limit, options.Value);
        if (await replays.FindAsync(id, cancellationToken) is null) throw ReplayEndpoints.NotFound(id);
        var (found, last) = await letters.ListAsync(id, after, count, cancellationToken);
        var next = last is null ? null : $"/replays/{id}/dead-letters?limit={count}&after={Uri.EscapeDataString(last)}";
        return TypedResults.Json(new DeadLetterPage(found, next), ReplayJson.Readable.DeadLetterPage);
    }
}
