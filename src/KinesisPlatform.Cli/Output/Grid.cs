using Spectre.Console;

namespace KinesisPlatform.Cli.Output;

/// <summary>Rows under a header. A terminal gets a table that fits its width; everything else aligned columns of whole values, one row a line.</summary>
internal sealed class Grid(params Column[] columns)
{
    private readonly List<Cell[]> _rows = [];

    public int RowCount => _rows.Count;

    public void Add(params Cell[] cells) => _rows.Add(cells);

    /// <param name="isFramed">Lines around: for values that may hold spaces.</param>
    public void Write(Terminal terminal, bool isFramed = false)
    {
        if (terminal.IsOutTerminal) WriteTable(terminal, isFramed);
        else WriteLines(terminal.Out);
    }

    private void WriteTable(Terminal terminal, bool isFramed)
    {
        var table = new Table { Border = isFramed ? TableBorder.Rounded : TableBorder.None, UseSafeBorder = true };
        foreach (var column in columns)
        {
            var header = new TableColumn(new Text(Printable.Of(column.Name), new Style(decoration: Decoration.Bold)));
            header.Alignment = column.IsNumber ? Justify.Right : Justify.Left;
            header.NoWrap = column.IsWhole;
            if (!isFramed) header.Padding = new Padding(0, 0, 2, 0);
            table.AddColumn(header);
        }
        foreach (var row in _rows) table.AddRow(row.Select(cell => new Text(Printable.Of(cell.Text), cell.Style)));
        terminal.Console.Write(table);
    }

    private void WriteLines(TextWriter output)
    {
        var texts = _rows.Select(row => row.Select(cell => Printable.Of(cell.Text)).ToArray()).Prepend([.. columns.Select(column => Printable.Of(column.Name))]).ToList();
        var widths = columns.Select((_, i) => texts.Max(row => row[i].Length)).ToArray();
        foreach (var row in texts)
        {
            var line = row.Select((text, i) => columns[i].IsNumber ? text.PadLeft(widths[i]) : text.PadRight(widths[i]));
            output.WriteLine(string.Join("  ", line).TrimEnd());
        }
    }
}
