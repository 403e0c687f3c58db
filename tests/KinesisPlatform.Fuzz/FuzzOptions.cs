using System.Globalization;

namespace KinesisPlatform.Fuzz;

/// <summary>What the command line asks for.</summary>
/// <param name="First">Number of the first input, to make one again that failed.</param>
/// <param name="Target">Part of the targets' names; empty for all.</param>
internal sealed record FuzzOptions(long InputCount, int Seed, long First, string Target)
{
    public const string Usage = "Usage: [--inputs 1000000] [--seed <number>] [--first 0] [--target <part of a name>]";

    /// <returns>Null: the arguments are not as in <see cref="Usage"/>.</returns>
    public static FuzzOptions? Parse(string[] arguments)
    {
        FuzzOptions? options = new(1_000_000, Random.Shared.Next(), 0, "");
        for (var i = 0; i + 1 < arguments.Length && options is not null; i += 2)
        {
            var isNumber = long.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            options = arguments[i] switch
            {
                "--inputs" when isNumber => options with { InputCount = number },
                "--seed" when isNumber && number <= int.MaxValue => options with { Seed = (int)number },
                "--first" when isNumber => options with { First = number },
                "--target" => options with { Target = arguments[i + 1] },
                _ => null,
            };
        }
        return arguments.Length % 2 == 0 ? options : null;
    }
}
