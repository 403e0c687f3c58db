using FsCheck;
using FsCheck.Fluent;

namespace KinesisPlatform.Streams.Tests.Reading;

/// <summary>What holds of any history of a stream. A failure's message holds the shortest found, and the seed: <c>Config.WithReplay</c> repeats it.</summary>
public sealed class LineageProperties
{
    private const int CaseCount = 150;
    private const int ChoiceCountMax = 60;

    [Fact]
    public void Read_WhileResharded_GivesEachKeysRecordsOnceInTheirOrder() => Hold(calmHours: 0, history =>
        history.Gaps.Count == 0
        && Enumerable.Range(0, 4).All(key => history.NumbersByKey.FirstOrDefault(g => g.Key == key) is { } numbers
            ? numbers.SequenceEqual(Enumerable.Range(0, history.PutCountOf(key)))
            : history.PutCountOf(key) == 0));

    [Fact]
    public void Read_RetentionPassesMeanwhile_TellsWhatIsLostAndNeitherDoublesNorReorders() => Hold(calmHours: 40, history =>
        history.NumbersByKey.All(numbers => numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second))
        && history.Lost.All(lost => history.Gaps.Any(g => g.Shard == lost.Shard && lost.ArrivedAt >= g.Gap.From && lost.ArrivedAt < g.Gap.To))
        // A record of the very millisecond up to which its shard was read leaves open whether others of it are gone: a gap without width.
        && history.Gaps.All(g => g.Gap.From <= g.Gap.To));

    private static void Hold(int calmHours, Func<LineageReading, bool> property) =>
        Prop.ForAll(Choices, choices =>
        {
            var history = new LineageReading(calmHours);
            // Virtual time: nothing here waits for anything but its own clock.
            history.PlayAsync(choices).GetAwaiter().GetResult();
            return property(history);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(CaseCount).WithEndSize(ChoiceCountMax));

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
