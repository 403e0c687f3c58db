using KinesisPlatform.Cli.Output;
using KinesisPlatform.Cli.Sql;

namespace KinesisPlatform.Cli.Tests;

public sealed class GridTests
{
    [Fact]
    public void Write_NoTerminal_AlignsWholeValuesWithoutColourOrFrame()
    {
        using var output = new StringWriter();
        var grid = new Grid(new("NAME"), new("COUNT", IsNumber: true), new("STATE"));
        grid.Add("flights", "1,234", Cell.Good("running"));
        grid.Add(new string('x', 200), "7", Cell.Bad("retrying\u001b[2J"));

        grid.Write(new Terminal(output, TextWriter.Null, isOutTerminal: false, isErrorTerminal: false, usesColor: true), isFramed: true);

        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["NAME" + new string(' ', 196) + "  COUNT  STATE", "flights" + new string(' ', 193) + "  1,234  running", new string('x', 200) + "      7  retrying\\u001b[2J"], lines);
    }

    [Fact]
    public void Write_TerminalWithoutColour_HasNoColourCodes()
    {
        using var output = new StringWriter();
        var grid = new Grid(new Column("NAME"));
        grid.Add(Cell.Bad("x"));

        grid.Write(new Terminal(output, TextWriter.Null, isOutTerminal: true, isErrorTerminal: false, usesColor: false));

        Assert.DoesNotContain("[3", output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, new[] { 5, 10 }, new[] { 5, 10 })]
    [InlineData(40, new[] { 5, 100, 100 }, new[] { 5, 12, 12 })]
    [InlineData(20, new[] { 50, 50, 50, 50 }, new[] { 8, 8, 8, 8 })]
    [InlineData(80, new int[0], new int[0])]
    public void Widths_OfColumnsThatDoNotFit_AreTakenFromTheWidest(int width, int[] wanted, int[] expected) => Assert.Equal(expected, ColumnWidths.Fit(wanted, width));

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 4, "abc…")]
    [InlineData("ab🛫def", 4, "ab…")]
    public void Cut_LongText_EndsWithAnEllipsisAndNotInsideACharacter(string text, int width, string expected) => Assert.Equal(expected, ColumnWidths.Cut(text, width));
}
