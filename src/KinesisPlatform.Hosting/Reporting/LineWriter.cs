using Spectre.Console;

namespace Aspire.Hosting.Reporting;

/// <summary>Writes whole lines to the console, each behind the name of the resource it came from. Safe for concurrent use.</summary>
internal sealed class LineWriter(int nameWidth)
{
    private const string Reset = "\u001b[0m";

    private static readonly string[] Colors = ["\u001b[36m", "\u001b[33m", "\u001b[35m", "\u001b[32m", "\u001b[34m", "\u001b[96m", "\u001b[93m", "\u001b[95m"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _colors = [];
    private readonly bool _terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    public void Write(string resourceName, string line)
    {
        lock (_gate)
        {
            if (_terminal) Console.WriteLine($"{Color(resourceName)}{resourceName.PadRight(nameWidth)} |{Reset} {line}");
            else Console.WriteLine($"{resourceName.PadRight(nameWidth)} | {line}");
        }
    }

    public void Write(string line)
    {
        lock (_gate) Console.WriteLine(line);
    }

    public void Write(IReadOnlyList<StatusRow> rows)
    {
        lock (_gate)
        {
            if (_terminal) StatusTable.WriteTo(AnsiConsole.Console, rows);
            else StatusTable.WriteTo(Console.Out, rows);
        }
    }

    private string Color(string resourceName)
    {
        if (_colors.TryGetValue(resourceName, out var color)) return color;
        return _colors[resourceName] = Colors[_colors.Count % Colors.Length];
    }
}
