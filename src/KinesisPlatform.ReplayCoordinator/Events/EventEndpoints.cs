using System.Globalization;
using KinesisPlatform.Access;
using KinesisPlatform.ReplayCoordinator.Replays;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Events;

/// <summary>
/// <c>GET /replays/{id}/events</c>: server-sent events, <c>state</c> for each change of state (its number is the event's id) and <c>progress</c> about once a second while there is any. The stream
/// ends with the event of the replay's last state, which of a failed replay that is resumed is not the last for ever: whoever asks again is told what comes behind it. With <c>Last-Event-ID</c> it
/// goes on behind that change; a replay whose end was seen is answered by 204, which tells clients not to come back.
/// </summary>
internal static class EventEndpoints
{
    public static void MapReplayEvents(this IEndpointRouteBuilder routes) => routes.MapGet("/replays/{id}/events", WatchAsync);

    private static async Task WatchAsync(
        string id, HttpContext context, ReplayStore replays, ReplayWatches watches, IOptions<ReplayOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        // A service that stops must not wait for those who watch; they come back to another instance.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var job = await replays.FindVisibleAsync(id, context, stop.Token);
        var seen = long.TryParse(context.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        if (job.IsFinished && seen >= job.Changes[^1].Number)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        var watch = watches.Enter(id);
        try
        {
            await WriteAsync(watch, new(context.Response), context.StreamAccess(), seen, options.Value.HeartbeatInterval, time, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Who watched has gone, or the service stops.
        }
        finally
        {
            await watches.LeaveAsync(id, watch);
        }
    }

    private static async Task WriteAsync(ReplayWatch watch, EventWriter writer, StreamAccess caller, long seen, TimeSpan heartbeat, TimeProvider time, CancellationToken cancellationToken)
    {
        await writer.BeginAsync(cancellationToken);
        var (told, wroteAt) = (default(ReplayProgressView), time.GetTimestamp());
        while (true)
        {
            var next = watch.Next;
            if (watch.Latest is { } snapshot)
            {
                // The watch saw the failure just before the resumption that the caller was let in for, and looks no more: whoever comes back has another watch.
                if (snapshot.Job.IsFinished && snapshot.Job.Changes[^1].Number <= seen) return;
                var ended = snapshot.Job.IsFinished ? snapshot.Job.Changes[^1] : null;
                foreach (var change in snapshot.Job.Changes.Where(c => c.Number > seen && c != ended))
                    await writer.WriteAsync("state", seen = change.Number, change, ReplayJson.Readable.ReplayChange, cancellationToken);
                var progress = ReplayProgressView.Of(snapshot.View.SeenBy(caller));
                if (progress.Counts is not null && (snapshot.Job.State == ReplayState.Running || progress.State != told?.State || progress.Counts != told.Counts))
                {
                    await writer.WriteAsync("progress", seen, told = progress, ReplayJson.Readable.ReplayProgressView, cancellationToken);
                    wroteAt = time.GetTimestamp();
                }
                if (ended is not null)
                {
                    await writer.WriteAsync("state", ended.Number, ended, ReplayJson.Readable.ReplayChange, cancellationToken);
                    return;
                }
            }
            if (!await HappensAsync(next, heartbeat, time, cancellationToken) || time.GetElapsedTime(wroteAt) >= heartbeat)
            {
                await writer.BeatAsync(cancellationToken);
                wroteAt = time.GetTimestamp();
            }
        }
    }

    private static async Task<bool> HappensAsync(Task next, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(patience, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
