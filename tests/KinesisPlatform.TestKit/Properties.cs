using FsCheck;
using FsCheck.Fluent;

namespace KinesisPlatform.TestKit;

/// <summary>
/// Runs a property over random lists of numbers. A failure's message holds the shortest list found, and the seed: <c>Config.WithReplay</c> repeats it.
/// </summary>
public static class Properties
{
    public static void Hold(int caseCount, Func<int[], bool> property, int choiceCountMax = 50) =>
        Prop.ForAll(Choices, property).Check(Config.QuickThrowOnFailure.WithMaxTest(caseCount).WithEndSize(choiceCountMax));

    private static Arbitrary<int[]> Choices { get; } = Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf(), Shorter);

    private static IEnumerable<int[]> Shorter(int[] choices)
    {
        if (choices.Length > 3)
        {
            yield return choices[..(choices.Length / 2)];
            yield return choices[(choices.Length / 2)..];
        }
        for (var i = 0; i < choices.Length; i++) yield return [.. choices[..i], .. choices[(i + 1)..]];
    }
}
