using System.Diagnostics;
using System.Text.Json;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>The HTTP API of replays.</summary>
internal static class ReplayEndpoints
{
    public static void MapReplays(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/replays", RequestAsync);
        routes.MapGet("/replays", ListAsync);
        routes.MapGet("/replays/{id}", GetAsync);
        routes.MapPost("/replays/{id}/cancel", CancelAsync);
    }

    private static async Task<IResult> RequestAsync(
        HttpContext context, ReplayValidator validator, ReplayStore replays, IMessageSender messages, IOptions<ReplayOptions> options,
        ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        using var body = await ReadAsync(context, options.Value.RequestBytesMax, cancellationToken);
        var errors = new RequestErrors();
        var spec = new ReplayRequestReader(errors).Read(body.RootElement);
        await validator.ValidateAsync(spec, errors, cancellationToken);
        if (!errors.IsEmpty) return TypedResults.ValidationProblem(errors.ToDictionary(), "The replay cannot be made as it was asked for. Correct what 'errors' names and send the request again.");
        var job = await replays.CreateAsync(spec, Activity.Current?.Id, cancellationToken);
        var logger = loggers.CreateLogger(typeof(ReplayEndpoints).FullName!);
        logger.ReplayRequested(job.Id, spec.Source, spec.Target);
        await StartAsync(job, messages, logger, cancellationToken);
        return Accepted(context, job.Id, ReplayReporter.Summarize(job));
    }

    /// <summary>The job is durable by now: a command that is not sent delays it until the next sweep, no more.</summary>
    private static async Task StartAsync(ReplayJob job, IMessageSender messages, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await messages.SendAsync(new StartReplay(job.Id), cancellationToken);
        }
        catch (PlatformException e)
        {
            logger.StartNotSent(job.Id, e);
        }
    }

    private static async Task<IResult> GetAsync(string id, ReplayStore replays, ReplayReporter reporter, CancellationToken cancellationToken) =>
        await replays.FindAsync(id, cancellationToken) is { } job
            ? TypedResults.Json(await reporter.DescribeAsync(job, cancellationToken), ReplayJson.Readable.ReplayView)
            : throw NotFound(id);

    private static async Task<IResult> ListAsync(
        ReplayStore replays, IOptions<ReplayOptions> options, CancellationToken cancellationToken, int? limit = null, string? before = null)
    {
        var count = PageCount(limit, options.Value);
        if (before is not null && !ReplayId.IsValid(before)) throw new PlatformException(FailureKind.Invalid, "'before' must be the id of a replay, as in the 'next' of the page before.");
        var jobs = await replays.ListAsync(count, before, cancellationToken);
        var next = jobs.Count == count ? $"/replays?limit={count}&before={jobs[^1].Id}" : null;
        return TypedResults.Json(new ReplayListView([.. jobs.Select(ReplayReporter.Summarize)], next), ReplayJson.Readable.ReplayListView);
    }

    private static async Task<IResult> CancelAsync(
        string id, HttpContext context, ReplayStore replays, ReplayAdvancer advancer, ReplayReporter reporter, CancellationToken cancellationToken)
    {
        var (job, _) = await replays.UpdateAsync(id, j => j.IsFinished || j.State == ReplayState.Cancelling ? null : j with { State = ReplayState.Cancelling }, cancellationToken)
            ?? throw NotFound(id);
        if (job.State is ReplayState.Done or ReplayState.Failed)
            throw new PlatformException(FailureKind.Conflict, $"Replay {id} is finished ({job.State.ToString().ToLowerInvariant()}): there is nothing to cancel.");
        await advancer.AdvanceAsync(id, cancellationToken);
        return Accepted(context, id, await reporter.DescribeAsync(await replays.FindAsync(id, cancellationToken) ?? job, cancellationToken));
    }

    /// <exception cref="PlatformException">Invalid: not a page size.</exception>
    internal static int PageCount(int? limit, ReplayOptions options) =>
        limit is null or >= 1 ? Math.Min(limit ?? 50, options.PageCountMax) : throw new PlatformException(FailureKind.Invalid, "'limit' must be at least 1.");

    internal static PlatformException NotFound(string id) =>
        new(FailureKind.NotFound, ReplayId.IsValid(id) ? $"There is no replay {id}. GET /replays lists those there are." : "That is not the id of a replay. GET /replays lists those there are.");

    private static JsonHttpResult<ReplayView> Accepted(HttpContext context, string id, ReplayView view)
    {
        context.Response.Headers.Location = $"/replays/{id}";
        return TypedResults.Json(view, ReplayJson.Readable.ReplayView, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<JsonDocument> ReadAsync(HttpContext context, int bytesMax, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = bytesMax;
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: cancellationToken);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status400BadRequest, e);
        }
    }
}
