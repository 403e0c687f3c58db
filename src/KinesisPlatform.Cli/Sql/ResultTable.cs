using System.Text.Json;
using KinesisPlatform.Cli.Output;

namespace KinesisPlatform.Cli.Sql;

/// <summary>A result as a table, with a line on stderr that says how much it is.</summary>
internal sealed class ResultTable(Terminal terminal, SqlRun run)
{
    private readonly List<ResultPage> _pages = [];

    public void Add(ResultPage page) => _pages.Add(page);

    public void Write()
    {
        var columns = _pages[0].Columns;
        var rows = _pages.SelectMany(page => page.Rows).Select(row => row.EnumerateArray().Select(TextOf).ToArray()).ToList();
        var isAnyCut = terminal.IsOutTerminal && !run.IsWide && Cut(columns, rows);
        var grid = new Grid([.. columns.Select(column => new Column(column.Name, IsNumber(column.Type)))]);
        foreach (var row in rows) grid.Add([.. row.Select(text => text is null ? Cell.Quiet("NULL") : text)]);
        if (columns.Count > 0) grid.Write(terminal, isFramed: true);
        if (_pages[^1].Stats?.Deserialize(KpJson.Default.ResultStats) is not { } stats) return;
        terminal.Note($"{Shown.Counted(grid.RowCount, "row")} in {Shown.Duration(TimeSpan.FromMilliseconds(stats.ElapsedMilliseconds))}, {Shown.Bytes(stats.FetchedBytes)} fetched");
        if (stats.Engine is { } engine) Note(engine);
        if (stats.IsCut) terminal.Note("There are more rows: --max-rows shows more of them, --format csv all.");
        if (isAnyCut) terminal.Note("Values that end with … are cut: --wide shows them whole.");
    }

    private void Note(EngineStats engine)
    {
        var fresh = engine.Fresh is { } known ? $"; the archive was complete up to {known.UpTo.ToUniversalTime():O}, after {Shown.Duration(TimeSpan.FromMilliseconds(known.ElapsedMilliseconds))}" : "";
        terminal.Note($"By {Printable.Of(engine.Name)}{(engine.QueryId is { } id ? $" ({Printable.Of(id)})" : "")}{fresh}");
        foreach (var warning in engine.Warnings ?? []) terminal.Warn(Printable.Of(warning));
    }

    private bool Cut(IReadOnlyList<ResultColumn> columns, List<string?[]> rows)
    {
        var wanted = columns.Select((column, i) => rows.Select(row => row[i]?.Length ?? 4).Append(column.Name.Length).Max()).ToList();
        var widths = ColumnWidths.Fit(wanted, terminal.Console.Profile.Width);
        var isAnyCut = false;
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
            {
                if (row[i] is not { } text || text.Length <= widths[i]) continue;
                row[i] = ColumnWidths.Cut(text, widths[i]);
                isAnyCut = true;
            }
        }
        return isAnyCut;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => Printable.Of(value.GetString()!),
        _ => Printable.Of(value.GetRawText()),
    };

    private static bool IsNumber(string type) => type.StartsWith("DECIMAL(", StringComparison.Ordinal)
        || type is "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT" or "FLOAT" or "DOUBLE" or "DECIMAL";
}
