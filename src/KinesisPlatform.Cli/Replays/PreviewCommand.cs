using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KinesisPlatform.Cli.Http;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Replays;

/// <summary><c>kp replay preview SOURCE TARGET</c>: what a replay would send, and what it would cost, without one.</summary>
internal static class PreviewCommand
{
    public static Command Create(Interruption interruption)
    {
        var spec = new SpecOptions(selects: true, TimeProvider.System);
        var limit = new Option<int?>("--limit") { Description = "Show so many of the first records; 10 where nothing is said.", HelpName = "N" };
        return new Command("preview", "Show what a replay would send, how long it would take, and what AWS would ask for it.").With([.. spec.All, limit])
            .Does(interruption, async (context, cancellationToken) =>
            {
                var body = JsonSerializer.SerializeToElement(spec.Read(context.Parsed), KpJson.Default.JsonObject);
                var path = context.Parsed.GetValue(limit) is { } count ? string.Create(CultureInfo.InvariantCulture, $"replays/preview?limit={count}") : "replays/preview";
                var answer = await WorkProgress.ShowAsync(context.Terminal, context.Time, "preview", _ => context.Replay.SendAsync(HttpMethod.Post, path, ServiceClient.Json(body), cancellationToken));
                if (context.IsJson) context.Terminal.WriteJson(answer);
                else Write(context.Terminal, context.Replay.Read(answer, KpJson.Default.ReplayPreview));
                return ExitCode.Done;
            });
    }

    private static void Write(Terminal terminal, ReplayPreview preview)
    {
        // A key that sees a part of the stream is told no estimate; a note says so.
        if (preview.Estimate is { } estimate)
        {
            var about = estimate.IsExact ? "" : "about ";
            var facts = new Facts();
            facts.Add("would send", $"{about}{Shown.Counted(estimate.Records, "record")}, {Shown.Bytes(estimate.Bytes)}{(estimate.IsExact ? "" : $", told from {estimate.FilesRead} of {Shown.Counted(estimate.Files, "file")}")}");
            facts.Add("would take", $"about {Shown.Seconds(estimate.DurationSeconds)}, limited by {estimate.LimitedBy}");
            facts.Add("would cost", $"about {Shown.Usd(estimate.Cost.Usd)} on AWS");
            facts.Write(terminal);
        }
        foreach (var note in preview.Notes) terminal.Note(note);
        if (preview.Records.Count > 0)
        {
            terminal.Out.WriteLine();
            var grid = new Grid(new("PARTITION KEY", IsWhole: true), new("BYTES", IsNumber: true), new("DATA"));
            foreach (var record in preview.Records) grid.Add(record.PartitionKey, Shown.Count(record.LengthBytes), record.Data.GetRawText());
            grid.Write(terminal);
        }
        DeadLettersCommand.Write(terminal, preview.DeadLetters);
        if (!preview.IsComplete) terminal.Note("The time for a preview was over before more were found.");
    }
}
