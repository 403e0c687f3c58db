using System.Diagnostics;
using KinesisPlatform.Contracts;
using KinesisPlatform.Messaging;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>Makes replays of valid requests, and answers where they are.</summary>
internal sealed class ReplayRequests(ReplayStore replays, IMessageSender messages, ILogger<ReplayRequests> logger)
{
    public async Task<IResult> AcceptAsync(HttpContext context, ReplayRequest request, CancellationToken cancellationToken)
    {
        var (job, isNew) = await replays.CreateAsync(request, Activity.Current?.Id, cancellationToken);
        if (isNew)
        {
            logger.ReplayRequested(job.Id, job.Spec.Source, job.Spec.Target);
            await StartAsync(job, cancellationToken);
        }
        return Accepted(context, ReplayReporter.Summarize(job));
    }

    public static IResult Accepted(HttpContext context, ReplayView view)
    {
        context.Response.Headers.Location = $"/replays/{view.Id}";
        return TypedResults.Json(view.SeenBy(context.StreamAccess()), ReplayJson.Readable.ReplayView, statusCode: StatusCodes.Status202Accepted);
    }

    /// <summary>The job is durable by now: a command that is not sent delays it until the next sweep, no more.</summary>
    private async Task StartAsync(ReplayJob job, CancellationToken cancellationToken)
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
}
