using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Streams;

/// <summary>Records that a stream no longer held when the archiver came to read them.</summary>
internal static class GapLines
{
    private const int ShownMax = 20;

    public static void Write(Terminal terminal, IReadOnlyList<GapDetails> gaps)
    {
        if (gaps.Count == 0) return;
        terminal.Out.WriteLine();
        var grid = new Grid(new("LOST FROM", IsWhole: true), new("TO", IsWhole: true), new("SHARD"), new("GAPS", IsNumber: true));
        foreach (var gap in gaps.Take(ShownMax)) grid.Add(Cell.Bad(Shown.Time(gap.From)), Cell.Bad(Shown.Time(gap.To)), gap.ShardId ?? "several", Shown.Count(gap.Count));
        grid.Write(terminal);
        if (gaps.Count > ShownMax) terminal.Note($"and {gaps.Count - ShownMax} more: --json has them all");
    }
}
