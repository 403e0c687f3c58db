using System.CommandLine;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Replays;

/// <summary><c>kp replay …</c>.</summary>
internal static class ReplayCommand
{
    public static Command Create(Interruption interruption) => new Command("replay", "Put archived records onto a stream again.").With(
        StartCommand.Create(interruption), PreviewCommand.Create(interruption), CreateList(interruption), CreateShow(interruption), CreateWatch(interruption),
        CreateControl(interruption, "pause", "Have a replay wait."), CreateControl(interruption, "resume", "Have a paused replay go on, or a failed one once its cause is mended."), CreateCancel(interruption), CreatePace(interruption),
        DeadLettersCommand.Create(interruption), StartCommand.CreateResend(interruption));

    private static Command CreateList(Interruption interruption)
    {
        var limit = new Option<int>("--limit") { Description = "Show at most so many, the latest first.", DefaultValueFactory = _ => 20, HelpName = "N" };
        return new Command("list", "List replays.").With(limit).Does(interruption, async (context, cancellationToken) =>
        {
            var answer = await context.Replay.GetAsync($"replays?limit={context.Parsed.GetValue(limit)}", cancellationToken);
            if (context.IsJson) context.Terminal.WriteJson(answer);
            else WriteList(context, context.Replay.Read(answer, KpJson.Default.ReplayList));
            return ExitCode.Done;
        });
    }

    private static void WriteList(KpContext context, ReplayList list)
    {
        var now = context.Time.GetUtcNow();
        var grid = new Grid(new("ID", IsWhole: true), new("STATE"), new("SOURCE"), new("TARGET"), new("SENT", IsNumber: true), new("DEAD", IsNumber: true), new("REQUESTED"), new("TOOK", IsNumber: true));
        foreach (var replay in list.Replays)
            grid.Add(replay.Id, ReplayStates.CellOf(replay.State), replay.Source, replay.Target, Shown.Count(replay.Counts?.Sent), replay.Counts is { DeadLettered: > 0 and var dead } ? Cell.Bad(Shown.Count(dead)) : Shown.Count(replay.Counts?.DeadLettered), Shown.Ago(replay.RequestedAt, now), Shown.Duration(replay.FinishedAt - replay.StartedAt));
        if (grid.RowCount > 0) grid.Write(context.Terminal);
        else context.Terminal.Note("There are no replays yet: kp replay start SOURCE TARGET makes one.");
        if (list.Next is not null) context.Terminal.Note("There are more: --limit shows them.");
    }

    private static Command CreateShow(Interruption interruption)
    {
        var id = ReplayArgument.Create();
        return new Command("show", "Show a replay and its parts.").With(id).Does(interruption, async (context, cancellationToken) =>
        {
            var answer = await context.Replay.GetAsync(ReplayArgument.PathOf(context.Parsed.GetRequiredValue(id)), cancellationToken);
            if (context.IsJson)
            {
                context.Terminal.WriteJson(answer);
                return ExitCode.Done;
            }
            var replay = context.Replay.Read(answer, KpJson.Default.ReplayDetails);
            ReplayFacts.Write(context, replay);
            ReplayFacts.WriteParts(context, replay);
            ReplayFacts.WriteFailures(context, replay);
            return ExitCode.Done;
        });
    }

    private static Command CreateWatch(Interruption interruption)
    {
        var id = ReplayArgument.Create();
        return new Command("watch", "Follow a replay to its end. Ctrl-C ends the watching, not the replay.").With(id)
            .Does(interruption, (context, cancellationToken) => ReplayWatch.RunAsync(context, context.Parsed.GetRequiredValue(id), cancellationToken));
    }

    private static Command CreateControl(Interruption interruption, string name, string description)
    {
        var id = ReplayArgument.Create();
        return new Command(name, description).With(id).Does(interruption, (context, cancellationToken) => ChangeAsync(context, HttpMethod.Post, $"{ReplayArgument.PathOf(context.Parsed.GetRequiredValue(id))}/{name}", null, cancellationToken));
    }

    private static Command CreatePace(Interruption interruption)
    {
        var (id, pace, isFree) = (ReplayArgument.Create(), new PaceOptions(), new Option<bool>("--unlimited") { Description = "Take all that the target has free." });
        return new Command("pace", "Change how fast a replay sends, while it runs.").With([id, .. pace.All, isFree]).Does(interruption, (context, cancellationToken) =>
        {
            var wanted = pace.Read(context.Parsed);
            if (wanted is null != context.Parsed.GetValue(isFree)) throw new KpException(ExitCode.Usage, "Say how fast, or --unlimited, and not both.") { Hint = "kp replay pace ID --records-per-second 100" };
            var body = System.Text.Json.JsonElement.Parse($$"""{"pace": {{wanted?.ToJsonString() ?? "null"}}}""");
            return ChangeAsync(context, HttpMethod.Patch, ReplayArgument.PathOf(context.Parsed.GetRequiredValue(id)), ServiceClient.Json(body), cancellationToken);
        });
    }

    private static Command CreateCancel(Interruption interruption)
    {
        var id = ReplayArgument.Create();
        return new Command("cancel", "Stop a replay for good, and wait until nothing of it is sent any more.").With(id).Does(interruption, async (context, cancellationToken) =>
        {
            var replay = context.Parsed.GetRequiredValue(id);
            var answer = await context.Replay.SendAsync(HttpMethod.Post, $"{ReplayArgument.PathOf(replay)}/cancel", null, cancellationToken);
            if (!context.Replay.Read(answer, KpJson.Default.ReplayDetails).IsFinished) answer = await ReplayWatch.WaitAsync(context, replay, writesEvents: false, cancellationToken);
            return Tell(context, answer);
        });
    }

    private static async Task<int> ChangeAsync(KpContext context, HttpMethod method, string path, HttpContent? body, CancellationToken cancellationToken) =>
        Tell(context, await context.Replay.SendAsync(method, path, body, cancellationToken));

    private static int Tell(KpContext context, System.Text.Json.JsonElement answer)
    {
        if (context.IsJson) context.Terminal.WriteJson(answer);
        else ReplayFacts.Write(context, context.Replay.Read(answer, KpJson.Default.ReplayDetails));
        return ExitCode.Done;
    }
}
