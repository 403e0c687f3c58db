using System.CommandLine;
using System.Globalization;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Replays;

/// <summary><c>kp replay dead-letters ID</c>: the records that could not be sent, and why. With <c>--json</c> one a line.</summary>
internal static class DeadLettersCommand
{
    private const int PageCount = 500;

    public static Command Create(Interruption interruption)
    {
        var (id, limit) = (ReplayArgument.Create(), new Option<int>("--limit") { Description = "Show at most so many.", DefaultValueFactory = _ => 100, HelpName = "N" });
        return new Command("dead-letters", "List the records that a replay could not send, and why.").With(id, limit)
            .Does(interruption, (context, cancellationToken) => ListAsync(context, context.Parsed.GetRequiredValue(id), context.Parsed.GetValue(limit), cancellationToken));
    }

    private static async Task<int> ListAsync(KpContext context, string id, int limit, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        var left = limit;
        string? path = string.Create(CultureInfo.InvariantCulture, $"{ReplayArgument.PathOf(id)}/dead-letters?limit={Math.Min(limit, PageCount)}");
        while (path is not null && left > 0)
        {
            var answer = await context.Replay.GetAsync(path, cancellationToken);
            var page = context.Replay.Read(answer, KpJson.Default.DeadLetterPage);
            if (context.IsJson)
                foreach (var letter in answer.GetProperty("deadLetters").EnumerateArray().Take(left)) context.Terminal.WriteJsonLine(letter);
            letters.AddRange(page.DeadLetters.Take(left));
            left -= page.DeadLetters.Count;
            path = page.Next?.TrimStart('/');
        }
        if (context.IsJson) return ExitCode.Done;
        if (letters.Count == 0) context.Terminal.Note($"Replay {id} has no dead letters.");
        Write(context.Terminal, letters);
        if (left < 0 || path is not null) context.Terminal.Note("There are more: --limit shows them.");
        if (letters.Count > 0) context.Terminal.Note($"They are in the archive still. Once the reason is gone: kp replay resend {id}");
        return ExitCode.Done;
    }

    public static void Write(Terminal terminal, IReadOnlyList<DeadLetter> letters)
    {
        if (letters.Count == 0) return;
        terminal.Out.WriteLine();
        var grid = new Grid(new("SHARD", IsWhole: true), new("SEQUENCE NUMBER", IsWhole: true), new("SUB", IsNumber: true), new("PARTITION KEY"), new("BYTES", IsNumber: true), new("REASON"));
        foreach (var letter in letters) grid.Add(letter.Shard, letter.SequenceNumber, Shown.Count(letter.SubSequenceNumber), letter.PartitionKey, Shown.Count(letter.LengthBytes), Cell.Bad(letter.Reason));
        grid.Write(terminal);
    }
}
