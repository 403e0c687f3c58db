using Spectre.Console;

namespace KinesisPlatform.Cli.Output;

/// <summary>What is known of one thing: a name and a value a line.</summary>
internal sealed class Facts
{
    private readonly List<(string Name, Cell Value)> _facts = [];

    public void Add(string name, Cell value) => _facts.Add((name, value));

    public void Write(Terminal terminal)
    {
        if (_facts.Count == 0) return;
        var width = _facts.Max(fact => fact.Name.Length) + 2;
        foreach (var (name, value) in _facts)
        {
            if (!terminal.IsOutTerminal)
            {
                terminal.Out.WriteLine($"{name.PadRight(width)}{Printable.Of(value.Text)}");
                continue;
            }
            terminal.Console.Write(new Text(name.PadRight(width), new(Color.Grey)));
            terminal.Console.Write(new Text(Printable.Of(value.Text) + "\n", value.Style));
        }
    }
}
