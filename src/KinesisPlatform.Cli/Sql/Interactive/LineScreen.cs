using System.Globalization;
using System.Text;
using KinesisPlatform.Cli.Output;
using Spectre.Console.Rendering;

namespace KinesisPlatform.Cli.Sql.Interactive;

/// <summary>Draws a line that is being edited, over as many rows of the terminal as it takes (ECMA-48 control sequences).</summary>
/// <param name="width">Columns of the terminal, now.</param>
internal sealed class LineScreen(TextWriter output, Func<int> width)
{
    private string _prompt = "";
    private int _row;

    public void Begin(string prompt) => (_prompt, _row) = (prompt, 0);

    public void Draw(string text, int cursor)
    {
        var columns = Math.Max(10, width());
        // To the row the prompt is on, and everything from there away.
        var drawn = new StringBuilder().Append('\r');
        if (_row > 0) Append(drawn, _row, 'A');
        drawn.Append("\u001b[J").Append(_prompt).Append(Printable.Of(text));
        var (end, at) = (WidthOf(_prompt) + WidthOf(Printable.Of(text)), WidthOf(_prompt) + WidthOf(Printable.Of(text[..cursor])));
        // A terminal moves to the next row only with the next character.
        if (end % columns == 0) drawn.Append("\r\n");
        if (end / columns > at / columns) Append(drawn, end / columns - at / columns, 'A');
        drawn.Append('\r');
        if (at % columns > 0) Append(drawn, at % columns, 'C');
        _row = at / columns;
        output.Write(drawn);
        output.Flush();
    }

    /// <summary>Shows what a word may become, and the line again below it.</summary>
    public void List(IReadOnlyList<string> candidates)
    {
        output.Write($"\r\n{string.Join("  ", candidates.Select(Printable.Of))}\r\n");
        _row = 0;
    }

    public void Clear()
    {
        output.Write("\u001b[H\u001b[2J");
        _row = 0;
    }

    public void End(LineEnd end)
    {
        output.Write(end == LineEnd.Abandoned ? "^C\r\n" : "\r\n");
        output.Flush();
    }

    private static void Append(StringBuilder drawn, int count, char direction) => drawn.Append(CultureInfo.InvariantCulture, $"\u001b[{count}{direction}");

    private static int WidthOf(string text) => text.Length == 0 ? 0 : new Segment(text).CellCount();
}
