using KinesisPlatform.Cli.Sql.Interactive;

namespace KinesisPlatform.Cli.Tests;

public sealed class LineEditorTests : IDisposable
{
    private static readonly string[] Streams = ["flights", "flights-replay", "orders"];

    private readonly InputHistory _history = new(null);
    private readonly StringWriter _screen = new();

    [Theory]
    [InlineData("abc{Enter}", "abc")]
    [InlineData("ac{LeftArrow}b{Enter}", "abc")]
    [InlineData("abcd{Backspace}{Enter}", "abc")]
    [InlineData("bcx{Home}a{End}{Backspace}{Enter}", "abc")]
    [InlineData("xabc{^A}{Delete}{Enter}", "abc")]
    [InlineData("one two{^W}three{Enter}", "one three")]
    [InlineData("gone{^U}kept{Enter}", "kept")]
    [InlineData("kept gone{^LeftArrow}{^K}{Enter}", "kept ")]
    [InlineData("é漢{LeftArrow}{Delete}{Enter}", "é")]
    public void Read_KeysOfAShell_EditTheLine(string keys, string expected) => Assert.Equal(new LineInput(LineEnd.Entered, expected), Read(keys));

    [Fact]
    public void Read_ArrowsUpAndDown_FindWhatWasEnteredAndWhatWasBegun()
    {
        _history.Add("first");
        _history.Add("second");

        Assert.Equal("first", Read("draft{UpArrow}{UpArrow}{UpArrow}{Enter}").Text);
        Assert.Equal("draft", Read("draft{UpArrow}{UpArrow}{DownArrow}{DownArrow}{DownArrow}{Enter}").Text);
    }

    [Theory]
    [InlineData("abc{^C}", LineEnd.Abandoned)]
    [InlineData("{^D}", LineEnd.Closed)]
    public void Read_ControlKeys_EndTheLineOtherwise(string keys, object end) => Assert.Equal((LineEnd)end, Read(keys).End);

    [Theory]
    [InlineData("select * from ord{Tab}{Enter}", "select * from orders ")]
    [InlineData("select * from fli{Tab}{Enter}", "select * from flights")]
    [InlineData("select * from \"fli{Tab}{Enter}", "select * from \"flights-replay\" ")]
    [InlineData("select * from live('flights-{Tab}{Enter}", "select * from live('flights-replay ")]
    [InlineData("select * fr{Tab}{Enter}", "select * from ")]
    [InlineData("zzz{Tab}{Enter}", "zzz")]
    public void Read_Tab_CompletesStreamsAndWords(string keys, string expected) => Assert.Equal(expected, Read(keys).Text);

    [Fact]
    public void Draw_ALineLongerThanTheTerminal_GoesBackToItsFirstRow()
    {
        Read(new string('x', 50) + "{Enter}", width: 20);

        // 54 columns with the prompt: the cursor is two rows below it before the next character is drawn.
        Assert.Contains("\r\u001b[2A\u001b[J", _screen.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void History_InAFile_IsTheOwnersAloneAndBounded()
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("kp-history-").FullName, "sub", "history");
        var history = new InputHistory(path);
        for (var i = 0; i < 1_100; i++) history.Add($"select {i}");
        history.Add("select 1099");

        var again = new InputHistory(path);

        Assert.Equal((1_000, "select 100", "select 1099"), (again.Lines.Count, again.Lines[0], again.Lines[^1]));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Directory.Delete(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!, recursive: true);
    }

    public void Dispose() => _screen.Dispose();

    private LineInput Read(string keys, int width = 80)
    {
        var pending = new Queue<ConsoleKeyInfo>(Keys(keys));
        return new LineEditor(pending.Dequeue, new(_screen, () => width), _history, before => SqlWords.Complete(before, Streams)).Read("kp> ");
    }

    private static IEnumerable<ConsoleKeyInfo> Keys(string keys)
    {
        for (var i = 0; i < keys.Length; i++)
        {
            if (keys[i] != '{')
            {
                yield return new(keys[i], default, false, false, false);
                continue;
            }
            var name = keys[(i + 1)..keys.IndexOf('}', i)];
            var isControl = name[0] == '^';
            yield return new('\0', Enum.Parse<ConsoleKey>(isControl ? name[1..] : name), false, false, isControl);
            i += name.Length + 1;
        }
    }
}
