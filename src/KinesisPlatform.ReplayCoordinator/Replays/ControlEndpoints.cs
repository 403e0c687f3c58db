using System.Text.Json;
using KinesisPlatform.ServiceDefaults.Problems;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Replays;

/// <summary>
/// <c>POST /replays/{id}/pause | resume | cancel</c> and <c>PATCH /replays/{id}</c> with <c>{"pace": {...}}</c> (null for all that the target has free). Each is done once the document is changed; the
/// parts, wherever they run, obey at their next look at it. Repeating one that took effect changes nothing. <c>resume</c> also takes up a failed replay, from its
/// parts' own checkpoints, and <c>cancel</c> gives one up before its time.
/// </summary>
internal static class ControlEndpoints
{
    public static void MapReplayControl(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/replays/{id}/pause", (string id, HttpContext context, ReplayController controller, CancellationToken cancellationToken) => controller.ChangeAsync(id, context, ReplayControl.Pause, cancellationToken));
        routes.MapPost("/replays/{id}/resume", (string id, HttpContext context, ReplayController controller, CancellationToken cancellationToken) => controller.ChangeAsync(id, context, ReplayControl.Resume, cancellationToken));
        routes.MapPost("/replays/{id}/cancel", (string id, HttpContext context, ReplayController controller, CancellationToken cancellationToken) => controller.ChangeAsync(id, context, ReplayControl.Cancel, cancellationToken));
        routes.MapPatch("/replays/{id}", ChangePaceAsync);
    }

    private static async Task<IResult> ChangePaceAsync(string id, HttpContext context, ReplayController controller, IOptions<ReplayOptions> options, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(context, options.Value.RequestBytesMax, cancellationToken);
        var errors = new RequestErrors();
        var pace = default(ReplayPace);
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.EnumerateObject().Select(m => m.Name).SequenceEqual(["pace"]))
            errors.Add("", "The body must be a JSON object with 'pace' alone: nothing else of a replay can be changed.");
        else if (body.RootElement.GetProperty("pace") is { ValueKind: not JsonValueKind.Null } value)
            pace = ReplayPaceReader.Read("pace", value, errors);
        if (!errors.IsEmpty) return ReplayEndpoints.Invalid(errors);
        return await controller.ChangeAsync(id, context, (job, now) => ReplayControl.ChangePace(job, pace, now), cancellationToken);
    }
}
