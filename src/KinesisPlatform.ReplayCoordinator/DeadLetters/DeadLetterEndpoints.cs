using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.DeadLetters;

/// <summary>
/// <c>GET /replays/{id}/dead-letters</c> lists them; <c>POST /replays/{id}/dead-letters/replay</c> makes a replay of exactly these records, with what the body says of annotation, envelope, partition key,
/// order and pace in the place of what the first request said.
/// </summary>
internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/replays/{id}/dead-letters", ListAsync);
        routes.MapPost("/replays/{id}/dead-letters/replay", ReplayAsync);
    }

    private static async Task<IResult> ListAsync(
        string id, HttpContext context, ReplayStore replays, DeadLetterStore letters, IOptions<ReplayOptions> options, CancellationToken cancellationToken, int? limit = null, string? after = null)
    {
        var count = ReplayEndpoints.PageCount(limit, options.Value);
        var job = await replays.FindVisibleAsync(id, context, cancellationToken);
        if (!job.MaySeeRecords(context.StreamAccess()))
            return TypedResults.Problem($"Dead letters are records of '{job.Spec.Source}', of which this API key does not see all, or not as they are.", statusCode: StatusCodes.Status403Forbidden);
        var (found, last) = await letters.ListAsync(id, after, count, cancellationToken);
        var next = last is null ? null : $"/replays/{id}/dead-letters?limit={count}&after={Uri.EscapeDataString(last)}";
        return TypedResults.Json(new DeadLetterPage(found, next), ReplayJson.Readable.DeadLetterPage);
    }

    private static async Task<IResult> ReplayAsync(
        string id, HttpContext context, ReplayStore replays, ReplayReporter reporter, ReplayValidator validator, ReplayRequests requests, IOptions<ReplayOptions> options, CancellationToken cancellationToken)
    {
        var earlier = await replays.FindVisibleAsync(id, context, cancellationToken);
        if (!earlier.IsFinal) throw new PlatformException(FailureKind.Conflict, $"Replay {id} {(earlier.IsFinished ? "has failed: resume it" : "is not at its end: wait for it")}, or cancel it. Then its dead letters are all there.");
        // The job's own counts are as of a failure, and its other parts went on for a moment.
        var view = await reporter.DescribeAsync(earlier, cancellationToken);
        if (view.Parts is { } parts && parts.Any(part => part.State == "running")) throw new PlatformException(FailureKind.Conflict, $"Parts of replay {id} are still stopping: ask again in a moment. Then its dead letters are all there.");
        if (view.Counts is not { DeadLettered: > 0 }) throw new PlatformException(FailureKind.Conflict, $"Replay {id} has no dead letters.");
        using var body = await RequestBody.ReadAsync(context, options.Value.RequestBytesMax, cancellationToken);
        var errors = new RequestErrors();
        var request = new ReplayRequestReader(errors).ReadAgain(body.RootElement, earlier).For(context.StreamAccess());
        await validator.ValidateAsync(request.Spec, context.StreamAccess(), errors, cancellationToken);
        if (!errors.IsEmpty) return ReplayEndpoints.Invalid(errors);
        return await requests.AcceptAsync(context, request, cancellationToken);
    }
}
