namespace KinesisPlatform.Sql.Tests.Pruning;

/// <summary>Takes choices from a list of numbers; beyond its end the first is taken.</summary>
internal sealed class Chooser(int[] choices)
{
    private int _next;

    public int Next(int count) => _next < choices.Length ? choices[_next++] % count : 0;

    public string Of(params string[] options) => options[Next(options.Length)];
}
