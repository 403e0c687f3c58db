using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli.Replays;

/// <summary><c>kp replay start SOURCE TARGET</c>, and <c>kp replay resend ID</c> of the records that an earlier one could not send.</summary>
internal static class StartCommand
{
    public static Command Create(Interruption interruption)
    {
        var (spec, watch) = (new SpecOptions(selects: true, TimeProvider.System), NewWatch());
        return new Command("start", "Start a replay. It runs at the replay-coordinator, whether or not anybody watches.").With([.. spec.All, watch])
            .Does(interruption, (context, cancellationToken) => StartAsync(context, "replays", spec.Read(context.Parsed), context.Parsed.GetValue(watch), cancellationToken));
    }

    public static Command CreateResend(Interruption interruption)
    {
        var (id, spec, watch) = (ReplayArgument.Create(), new SpecOptions(selects: false, TimeProvider.System), NewWatch());
        return new Command("resend", "Start a replay of the dead letters of an earlier one, as that one was unless said otherwise.").With([id, .. spec.All, watch])
            .Does(interruption, (context, cancellationToken) => StartAsync(context, $"{ReplayArgument.PathOf(context.Parsed.GetRequiredValue(id))}/dead-letters/replay", spec.Read(context.Parsed), context.Parsed.GetValue(watch), cancellationToken));
    }

    private static Option<bool> NewWatch() => new("--watch") { Description = "Follow it to its end." };

    private static async Task<int> StartAsync(KpContext context, string path, JsonObject body, bool isWatched, CancellationToken cancellationToken)
    {
        var answer = await RequestAsync(context, path, body, cancellationToken);
        var replay = context.Replay.Read(answer, KpJson.Default.ReplayDetails);
        if (context.IsJson && !isWatched) context.Terminal.WriteJson(answer);
        else if (!context.IsJson)
        {
            context.Terminal.Out.WriteLine($"Replay {replay.Id} of {replay.Source} to {replay.Target} was started.");
            foreach (var note in replay.Notes ?? []) context.Terminal.Note(note);
        }
        if (isWatched) return await ReplayWatch.RunAsync(context, replay.Id, cancellationToken);
        context.Terminal.Note($"Follow it: kp replay watch {replay.Id}");
        return ExitCode.Done;
    }

    private static async Task<JsonElement> RequestAsync(KpContext context, string path, JsonObject body, CancellationToken cancellationToken)
    {
        try
        {
            return await BeginningRequest.SendAsync(
                context, context.Replay, path, body,
                id => $"replay {id} was started and keeps running. Follow it: kp replay watch {id}. Stop it: kp replay cancel {id}.",
                token => $"the replay-coordinator has not answered: whether the replay was started is not known. 'kp replay list' shows it; the same command with --client-token {token} starts no second one.",
                cancellationToken);
        }
        catch (KpException error) when (MistakenName(body, error) is { } name)
        {
            throw await StreamNames.ExplainAsync(error, name, context.Gateway, cancellationToken);
        }
    }

    /// <summary>The name that a refusal complains of.</summary>
    private static string? MistakenName(JsonObject body, KpException refusal) => ((string[])["source", "target"])
        .Where(member => refusal.Details.Any(detail => detail.StartsWith($"{member}: ", StringComparison.Ordinal)))
        .Select(member => body[member] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null).FirstOrDefault();
}
