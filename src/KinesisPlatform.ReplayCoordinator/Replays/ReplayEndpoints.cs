using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>The HTTP API of replays: asking for them, and how they stand.</summary>
internal static class ReplayEndpoints
{
    public static void MapReplays(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/replays", RequestAsync);
        routes.MapGet("/replays", ListAsync);
        routes.MapGet("/replays/{id}", GetAsync);
    }

    private static async Task<IResult> RequestAsync(
        HttpContext context, ReplayValidator validator, ReplayRequests requests, IOptions<ReplayOptions> options, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(context, options.Value.RequestBytesMax, cancellationToken);
        var errors = new RequestErrors();
        var request = new ReplayRequestReader(errors).Read(body.RootElement).For(context.StreamAccess());
        await validator.ValidateAsync(request.Spec, context.StreamAccess(), errors, cancellationToken);
        if (!errors.IsEmpty) return Invalid(errors);
        return await requests.AcceptAsync(context, request, cancellationToken);
    }

    private static async Task<IResult> GetAsync(string id, HttpContext context, ReplayStore replays, ReplayReporter reporter, CancellationToken cancellationToken) =>
        TypedResults.Json((await reporter.DescribeAsync(await replays.FindVisibleAsync(id, context, cancellationToken), cancellationToken)).SeenBy(context.StreamAccess()), ReplayJson.Readable.ReplayView);

    private static async Task<IResult> ListAsync(
        HttpContext context, ReplayStore replays, IOptions<ReplayOptions> options, CancellationToken cancellationToken, int? limit = null, string? before = null)
    {
        var count = PageCount(limit, options.Value);
        if (before is not null && !ReplayId.IsValid(before)) throw new PlatformException(FailureKind.Invalid, "'before' must be the id of a replay, as in the 'next' of the page before.");
        var jobs = await replays.ListAsync(count, before, cancellationToken);
        var next = jobs.Count == count ? $"/replays?limit={count}&before={jobs[^1].Id}" : null;
        // Of others' there may be fewer on a page than asked for, or none.
        var visible = jobs.Where(job => context.StreamAccess().MaySeeWorkOf(job.Spec.Owner)).Select(job => ReplayReporter.Summarize(job).SeenBy(context.StreamAccess()));
        return TypedResults.Json(new ReplayListView([.. visible], next), ReplayJson.Readable.ReplayListView);
    }

    public static IResult Invalid(RequestErrors errors) =>
        TypedResults.ValidationProblem(errors.ToDictionary(), "The replay cannot be made as it was asked for. Correct what 'errors' names and send the request again.");

    /// <exception cref="PlatformException">Invalid: not a page size.</exception>
    internal static int PageCount(int? limit, ReplayOptions options) =>
        limit is null or >= 1 ? Math.Min(limit ?? 50, options.PageCountMax) : throw new PlatformException(FailureKind.Invalid, "'limit' must be at least 1.");
}
