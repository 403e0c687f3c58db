using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Replays;

/// <summary>A replay as people read it.</summary>
internal static class ReplayFacts
{
    public static void Write(KpContext context, ReplayDetails replay)
    {
        var now = context.Time.GetUtcNow();
        var facts = new Facts();
        facts.Add("replay", replay.Id);
        facts.Add("state", ReplayStates.CellOf(replay.State));
        if (replay.Error is { } error) facts.Add("error", Cell.Bad(error));
        if (replay.ResumableUntil is { } until) facts.Add("goes on with", $"kp replay resume {replay.Id}, until {Shown.Time(until)}");
        if (replay.Attempt > 1) facts.Add("attempt", Shown.Count(replay.Attempt));
        facts.Add("records", $"{replay.Source} to {replay.Target}{(replay.DryRun ? ", without putting them" : "")}{(replay.DeadLettersOf is { } of ? $", the dead letters of {of}" : "")}");
        if (replay.From is not null || replay.To is not null) facts.Add("arrived", $"{(replay.From is null ? "the beginning" : Shown.Time(replay.From))} to {(replay.To is null ? "the request" : Shown.Time(replay.To))}");
        if (replay.Where is { } where) facts.Add("where", where);
        if (replay.Compact is { } compact) facts.Add("compacted", compact.ToString());
        if (replay.Pace is { } pace) facts.Add("pace", pace.GetRawText());
        facts.Add("requested", Shown.Ago(replay.RequestedAt, now));
        if (replay.Percent is { } percent && !replay.IsFinished) facts.Add("progress", $"{Shown.Percent(percent)}{(replay.Eta is { } eta ? $", done in {Shown.Duration(eta - now)}" : "")}");
        if (replay.Counts is { } counts)
        {
            facts.Add("sent", $"{Shown.Counted(counts.Sent, "record")}, {Shown.Bytes(counts.SentBytes)}, of {Shown.Count(counts.Scanned)} read{(counts.Planned is { } planned ? $" and {Shown.Count(planned)} planned" : "")}");
            facts.Add("dead letters", counts.DeadLettered == 0 ? "none" : Cell.Bad($"{Shown.Count(counts.DeadLettered)}: see 'kp replay dead-letters {replay.Id}'"));
        }
        if (replay.RecordsPerSecond is { } rate) facts.Add("rate", $"{Shown.Count(rate)} records/s, {Shown.Bytes(replay.BytesPerSecond)}/s");
        if (replay is { StartedAt: { } started, FinishedAt: { } finished }) facts.Add("took", Shown.Duration(finished - started));
        facts.Write(context.Terminal);
        foreach (var note in replay.Notes ?? []) context.Terminal.Note(note);
    }

    /// <summary>Why attempts failed.</summary>
    public static void WriteFailures(KpContext context, ReplayDetails replay)
    {
        if (replay.Failures is not { Count: > 0 } failures) return;
        context.Terminal.Out.WriteLine();
        var (grid, now) = (new Grid(new("ATTEMPT", IsNumber: true), new("FAILED"), new("PART", IsNumber: true), new("REASON")), context.Time.GetUtcNow());
        foreach (var failure in failures) grid.Add(Shown.Count(failure.Attempt), Shown.Ago(failure.At, now), failure.Part is { } part ? Shown.Count(part) : "plan", Cell.Bad(failure.Reason));
        grid.Write(context.Terminal);
    }

    public static void WriteParts(KpContext context, ReplayDetails replay)
    {
        if (replay.Parts is not { Count: > 0 } parts) return;
        context.Terminal.Out.WriteLine();
        var grid = new Grid(new("PART", IsNumber: true), new("SHARD", IsWhole: true), new("STATE"), new("DONE", IsNumber: true), new("SENT", IsNumber: true), new("DEAD", IsNumber: true), new("RECORDS/S", IsNumber: true));
        foreach (var part in parts)
            grid.Add(Shown.Count(part.Number), part.Shard ?? "several", part.State is ReplayStates.Done or ReplayStates.Failed ? ReplayStates.CellOf(part.State) : part.State, Shown.Percent(part.Percent), Shown.Count(part.Counts.Sent), Shown.Count(part.Counts.DeadLettered), Shown.Count(part.RecordsPerSecond));
        grid.Write(context.Terminal);
    }
}
