using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Replays;

/// <summary>Follows a replay by its events.</summary>
internal static class ReplayWatch
{
    /// <summary>To its end, showing how it goes. With <c>--json</c> an event a line: <c>{"event": "progress", "data": {...}}</c>.</summary>
    /// <returns>Done only when the replay is.</returns>
    public static async Task<int> RunAsync(KpContext context, string id, CancellationToken cancellationToken)
    {
        var answer = await WaitAsync(context, id, writesEvents: context.IsJson, cancellationToken);
        var replay = context.Replay.Read(answer, KpJson.Default.ReplayDetails);
        if (!context.IsJson) ReplayFacts.Write(context, replay);
        return replay.State == ReplayStates.Done ? ExitCode.Done : ExitCode.Failed;
    }

    /// <returns>The replay at its end.</returns>
    public static async Task<JsonElement> WaitAsync(KpContext context, string id, bool writesEvents, CancellationToken cancellationToken)
    {
        var path = ReplayArgument.PathOf(id);
        try
        {
            // A replay that is not there is no stream of events.
            var now = await context.Replay.GetAsync(path, cancellationToken);
            if (context.Replay.Read(now, KpJson.Default.ReplayDetails).IsFinished && !writesEvents) return now;
            await WorkProgress.ShowAsync(context.Terminal, context.Time, $"replay {id}", async report =>
            {
                await foreach (var told in ServerSentEvents.ReadAsync(context.Replay, $"{path}/events", IsLast, cancellationToken))
                {
                    if (writesEvents) context.Terminal.WriteJsonLine(JsonSerializer.SerializeToElement(new JsonObject { ["event"] = told.Name, ["data"] = JsonNode.Parse(told.Data.GetRawText()) }, KpJson.Default.JsonObject));
                    report(StepOf(context, told));
                }
                return true;
            });
            return await context.Replay.GetAsync(path, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Terminal.Note($"Replay {id} keeps running. Follow it: kp replay watch {id}. Stop it: kp replay cancel {id}.");
            throw;
        }
    }

    // Behind a failure there may be a resumption: the service tells.
    private static bool IsLast(ServerSentEvent told) => told.Name == "state" && told.Data.TryGetProperty("state", out var state) && state.GetString() is ReplayStates.Done or ReplayStates.Cancelled;

    private static WorkStep StepOf(KpContext context, ServerSentEvent told)
    {
        if (told.Name != "progress") return new(null, context.Replay.Read(told.Data, KpJson.Default.ReplayChange).State);
        var progress = context.Replay.Read(told.Data, KpJson.Default.ReplayProgress);
        var left = progress.Eta is { } eta ? $", {Shown.Duration(eta - context.Time.GetUtcNow())} left" : "";
        var dead = progress.Counts is { DeadLettered: > 0 and var count } ? $", {Shown.Counted(count, "dead letter")}" : "";
        return new(progress.Percent, $"{progress.State}, {Shown.Count(progress.Counts?.Sent)} sent, {Shown.Count(progress.RecordsPerSecond)}/s, {Shown.Bytes(progress.BytesPerSecond)}/s{left}{dead}");
    }
}
