using Spectre.Console;

namespace KinesisPlatform.Cli.Output;

/// <summary>A value of a <see cref="Grid"/>. The style says nothing that the text does not.</summary>
internal readonly record struct Cell(string Text, Style? Style = null)
{
    public static implicit operator Cell(string text) => new(text);

    public static Cell Good(string text) => new(text, new(Color.Green));

    public static Cell Warning(string text) => new(text, new(Color.Yellow));

    public static Cell Bad(string text) => new(text, new(Color.Red));

    public static Cell Quiet(string text) => new(text, new(Color.Grey));
}
