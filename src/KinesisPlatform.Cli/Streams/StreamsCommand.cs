using System.CommandLine;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Streams;

/// <summary><c>kp streams [NAME]</c>.</summary>
internal static class StreamsCommand
{
    public static Command Create(Interruption interruption)
    {
        var name = StreamArgument.CreateOptional("stream", "One stream: its shards, how far each is archived, and what was lost before it could be archived.");
        return new Command("streams", "List the streams that can be queried, or describe one.").With(name).Does(interruption, (context, cancellationToken) =>
            context.Parsed.GetValue(name) is { } stream ? DescribeAsync(context, stream, cancellationToken) : ListAsync(context, cancellationToken));
    }

    private static async Task<int> ListAsync(KpContext context, CancellationToken cancellationToken)
    {
        var answer = await context.Gateway.GetAsync("streams", cancellationToken);
        if (context.IsJson)
        {
            context.Terminal.WriteJson(answer);
            return ExitCode.Done;
        }
        var names = context.Gateway.Read(answer, KpJson.Default.StreamList).Streams;
        foreach (var stream in names) context.Terminal.Out.WriteLine(Printable.Of(stream.Name));
        if (names.Count == 0) context.Terminal.Note("There are no streams yet that this key may read. Put a record on one, and it is here.");
        return ExitCode.Done;
    }

    private static async Task<int> DescribeAsync(KpContext context, string name, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await context.Gateway.GetAsync($"streams/{Uri.EscapeDataString(name)}", cancellationToken);
            if (context.IsJson) context.Terminal.WriteJson(answer);
            else Write(context, context.Gateway.Read(answer, KpJson.Default.StreamDetails));
            return ExitCode.Done;
        }
        catch (KpException error)
        {
            throw await StreamNames.ExplainAsync(error, name, context.Gateway, cancellationToken);
        }
    }

    private static void Write(KpContext context, StreamDetails stream)
    {
        var terminal = context.Terminal;
        var facts = new Facts();
        facts.Add("stream", stream.Name);
        facts.Add("status", stream.Status?.ToLowerInvariant() ?? "gone: only its archive is left");
        if (stream.RetentionHours is { } hours) facts.Add("retention", Shown.Duration(TimeSpan.FromHours(hours)));
        if (stream.Archive is { } archive)
        {
            facts.Add("archive", $"{Shown.Counted(archive.RecordCount, "record")}, {Shown.Bytes(archive.LengthBytes)} in {Shown.Counted(archive.FileCount, "file")}");
            facts.Add("version", $"{archive.Version}, committed {Shown.Ago(archive.CommittedAt, context.Time.GetUtcNow())}");
        }
        else facts.Add("archive", "nothing, or nothing that this key may be told");
        if (stream.LagSeconds is { } lag) facts.Add("behind", Shown.Seconds(lag));
        facts.Write(terminal);

        if (stream.Shards.Count > 0) terminal.Out.WriteLine();
        var shards = new Grid(new("SHARD", IsWhole: true), new("STATUS"), new("ARCHIVED UP TO"), new("LAST SEQUENCE NUMBER", IsWhole: true));
        foreach (var shard in stream.Shards)
            shards.Add(shard.ShardId, shard.Status, shard.Checkpoint is { IsEnded: true } ? Cell.Good("its end") : Shown.Time(shard.Checkpoint?.ReadUpTo), Cell.Quiet(shard.Checkpoint?.SequenceNumber ?? Shown.Nothing));
        if (shards.RowCount > 0) shards.Write(terminal);
        GapLines.Write(terminal, stream.Gaps);
    }
}
