using System.CommandLine;
using KinesisPlatform.Cli.Output;
using KinesisPlatform.Cli.Streams;

namespace KinesisPlatform.Cli.Archives;

/// <summary><c>kp archive status | flush</c>.</summary>
internal static class ArchiveCommand
{
    public static Command Create(Interruption interruption)
    {
        var name = StreamArgument.CreateOptional("stream", "One stream, with its shards and the upkeep of its table.");
        var status = new Command("status", "Show how far each stream is archived.").With(name)
            .Does(interruption, (context, cancellationToken) => ShowStatusAsync(context, context.Parsed.GetValue(name), cancellationToken));
        return new Command("archive", "Look at the archive, and have it written now.").With(status, FlushCommand.Create(interruption));
    }

    private static async Task<int> ShowStatusAsync(KpContext context, string? name, CancellationToken cancellationToken)
    {
        var answer = await context.Archiver.GetAsync("streams", cancellationToken);
        if (name is null && context.IsJson)
        {
            context.Terminal.WriteJson(answer);
            return ExitCode.Done;
        }
        var streams = context.Archiver.Read(answer, KpJson.Default.ListArchiveStatus);
        if (name is null)
        {
            WriteAll(context, streams);
            return ExitCode.Done;
        }
        var index = streams.FindIndex(stream => stream.Stream == name);
        if (index < 0)
        {
            throw new KpException(ExitCode.NotFound, $"The archiver at {context.Archiver.Address.Shown} knows no stream '{name}'.")
            {
                Hint = StreamNames.HintOf(name, [.. streams.Select(stream => stream.Stream)]),
            };
        }
        if (context.IsJson) context.Terminal.WriteJson(answer[index]);
        else WriteOne(context, streams[index]);
        return ExitCode.Done;
    }

    private static void WriteAll(KpContext context, List<ArchiveStatus> streams)
    {
        var now = context.Time.GetUtcNow();
        var grid = new Grid(
            new("STREAM", IsWhole: true), new("STATE"), new("ARCHIVED", IsNumber: true), new("BUFFERED", IsNumber: true), new("OLDEST UNARCHIVED", IsNumber: true), new("COMMITTED", IsWhole: true), new("LOST", IsNumber: true), new("SHARDS", IsNumber: true));
        foreach (var stream in streams)
        {
            grid.Add(
                stream.Stream, StateCell(stream), Shown.Count(stream.ArchivedRecords), Shown.Count(stream.BufferedRecords), AgeCell(stream), Shown.Ago(stream.CommittedAt, now),
                stream.Gaps == 0 ? "0" : Cell.Bad(Shown.Counted(stream.Gaps, "gap")), Shown.Count(stream.Shards.Count));
        }
        if (grid.RowCount > 0) grid.Write(context.Terminal);
        else context.Terminal.Note("The archiver archives no stream. Archiver:Streams selects them, and new ones are found within a minute.");
        foreach (var stream in streams.Where(stream => stream.Error is not null)) context.Terminal.Warn($"{stream.Stream}: {stream.Error}");
    }

    private static void WriteOne(KpContext context, ArchiveStatus stream)
    {
        var now = context.Time.GetUtcNow();
        var facts = new Facts();
        facts.Add("stream", stream.Stream);
        facts.Add("state", StateCell(stream));
        if (stream.Error is { } error) facts.Add("error", Cell.Bad(error));
        facts.Add("archived", $"{Shown.Counted(stream.ArchivedRecords, "record")}, version {stream.TableVersion}, committed {Shown.Ago(stream.CommittedAt, now)}");
        facts.Add("buffered", $"{Shown.Counted(stream.BufferedRecords, "record")}, {Shown.Bytes(stream.BufferedBytes)}");
        facts.Add("behind", $"reading {Shown.Duration(TimeSpan.FromMilliseconds(stream.BehindMilliseconds))}");
        facts.Add("unarchived", AgeCell(stream));
        if (stream.Gaps > 0) facts.Add("lost", Cell.Bad($"{Shown.Counted(stream.Gaps, "gap")}: see 'kp streams {stream.Stream}'"));
        if (stream.Maintenance is { } upkeep)
            facts.Add("upkeep", upkeep.Error is { } failed ? Cell.Bad(failed) : upkeep.StartedAt is null ? $"first in {Shown.Duration(upkeep.NextAt - now)}" : $"{Shown.Ago(upkeep.StartedAt, now)}: {Shown.Counted(upkeep.MergedFiles, "file")} merged");
        facts.Write(context.Terminal);
        if (stream.Shards.Count == 0) return;

        context.Terminal.Out.WriteLine();
        var grid = new Grid(new("SHARD", IsWhole: true), new("READ UP TO", IsWhole: true), new("ARCHIVED UP TO", IsWhole: true), new("BUFFERED", IsNumber: true), new("ARCHIVER"));
        foreach (var shard in stream.Shards)
            grid.Add(shard.ShardId, shard.Ended ? Cell.Good("its end") : Shown.Time(shard.ReadUpTo), shard.Ended ? Cell.Good("its end") : Shown.Time(shard.ArchivedUpTo), Shown.Count(shard.BufferedRecords), shard.Worker ?? Cell.Warning("none"));
        grid.Write(context.Terminal);
    }

    private static Cell StateCell(ArchiveStatus stream) => stream.State switch
    {
        "running" => Cell.Good(stream.State),
        "retrying" or "missing" => Cell.Bad(stream.State),
        _ => Cell.Warning(stream.State),
    };

    // At the end of the retention the oldest of them are lost.
    private static Cell AgeCell(ArchiveStatus stream)
    {
        var text = Shown.Seconds(stream.IteratorAgeSeconds);
        return stream.RetentionUsed switch
        {
            > 0.75 => Cell.Bad($"{text} ({Shown.Percent(stream.RetentionUsed * 100)} of the retention)"),
            > 0.5 => Cell.Warning($"{text} ({Shown.Percent(stream.RetentionUsed * 100)} of the retention)"),
            _ => text,
        };
    }
}
