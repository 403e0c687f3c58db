using System.Globalization;
using KinesisPlatform.Consumer.Applying;
using KinesisPlatform.Consumer.Records;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Consumer.Tests.Applying;

/// <summary>120,000 histories at each run; of each kind as many as CONVERGENCE_CASES says, where it is set.</summary>
public sealed class ConvergenceTests
{
    private static readonly int? CasesAsked = int.TryParse(Environment.GetEnvironmentVariable("CONVERGENCE_CASES"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    [Fact]
    public void Applier_AnyInterleavingOfLiveRecordsAndReplays_EndsInTheStateOfTheLiveRecordsAlone() =>
        Hold(50_000, choices =>
        {
            var history = new History(choices, overwrites: false);
            return Same(history.LiveState(), Consume(history.Deliveries));
        });

    [Fact]
    public void Applier_AnyInterleavingOfSources_EndsInTheRulesState() =>
        Hold(50_000, choices =>
        {
            var history = new History(choices);
            return Same(history.ExpectedState(), Consume(history.Deliveries));
        });

    [Fact]
    public void Applier_AnyOrderWhatever_EndsInTheRulesState() =>
        Hold(10_000, choices =>
        {
            var history = new History(choices);
            var shuffled = history.Deliveries.ToArray();
            new Random(choices.Length > 0 ? choices[0] : 0).Shuffle(shuffled);
            return Same(history.ExpectedState(), Consume(shuffled));
        });

    [Fact]
    public void Applier_CrashesAnywhere_EndsInTheRulesStateAndNeverGoesBack() =>
        Hold(10_000, choices =>
        {
            var history = new History(choices);
            var consumer = new CrashingConsumer(new Random(choices.Length > 0 ? choices[0] : 0));
            consumer.Consume(history.Deliveries);
            return !consumer.WentBack && Same(history.ExpectedState(), consumer.State);
        });

    [Fact]
    public void Histories_AtRandom_HaveEverySituationOften()
    {
        var histories = new List<History>();
        Properties.Hold(2_000, choices =>
        {
            histories.Add(new(choices));
            return true;
        });

        Assert.All(new Func<History, bool>[] { h => h.Situations.Duplicates, h => h.Situations.ReplaysAtOnce, h => h.Situations.Resharding, h => h.Situations.Compaction },
            has => Assert.InRange(histories.Count(has), histories.Count / 10, histories.Count));
        Assert.InRange(histories.Count(h => h.Situations == (true, true, true, true)), histories.Count / 20, histories.Count);
    }

    [Fact]
    public void NoVersionCheck_IsFoundOut() => AssertIsFoundOut((_, _) => true);

    [Fact]
    public void NoVersionCheck_WithoutOverwrites_IsFoundOut() => AssertIsFoundOut((_, _) => true, overwrites: false);

    [Fact]
    public void OverwritesTakenForPlainReplays_AreFoundOut() =>
        AssertIsFoundOut((applied, record) => applied is null || Plain(record) > Plain(applied));

    [Fact]
    public void OverwritesWithoutFence_AreFoundOut() =>
        AssertIsFoundOut((applied, record) => applied is null || Rank(record).CompareTo(Rank(applied)) > 0);

    [Fact]
    public void OverwritesWithoutTheJobsOrder_AreFoundOut() =>
        AssertIsFoundOut((applied, record) => applied is null || (record.Version.Position, record.Version.SequenceNumber).CompareTo((applied.Version.Position, applied.Version.SequenceNumber)) >= 0);

    private static void Hold(int cases, Func<int[], bool> property) => Properties.Hold(CasesAsked ?? cases, property);

    private static RecordVersion Plain(ReplayRecord record) => RecordVersion.OfOriginal(record.Original.SequenceNumber, record.Original.SubSequenceNumber);

    private static (int, RecordVersion) Rank(ReplayRecord record) => (record.Version.ReplayId is null ? 0 : 1, record.Version);

    /// <summary>Consumes the same histories by another rule: the check above has to fail, and to say with which seed.</summary>
    private static void AssertIsFoundOut(Func<ReplayRecord?, ReplayRecord, bool> isToBeApplied, bool overwrites = true)
    {
        var failure = Assert.ThrowsAny<Exception>(() => Properties.Hold(5_000, choices =>
        {
            var history = new History(choices, overwrites);
            var state = new Dictionary<int, string>();
            var applied = new Dictionary<int, ReplayRecord>();
            foreach (var delivery in history.Deliveries)
            {
                if (!isToBeApplied(applied.GetValueOrDefault(delivery.Key), delivery.Record)) continue;
                applied[delivery.Key] = delivery.Record;
                History.Apply(state, delivery);
            }
            return Same(overwrites ? history.ExpectedState() : history.LiveState(), state);
        }));
        Assert.Contains("seed", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<int, string> Consume(IEnumerable<Delivery> deliveries)
    {
        var state = new Dictionary<int, string>();
        var current = default(Delivery)!;
        var applier = new ReplayAwareApplier<int>(new InMemoryVersionStore<int>(), (_, _, _) =>
        {
            History.Apply(state, current);
            return default;
        });
        foreach (var delivery in deliveries)
        {
            current = delivery;
            Assert.True(applier.ApplyAsync(delivery.Key, delivery.Record, default).AsTask().IsCompletedSuccessfully);
        }
        return state;
    }

    private static bool Same(Dictionary<int, string> expected, Dictionary<int, string> actual) =>
        expected.Count == actual.Count && expected.All(e => actual.TryGetValue(e.Key, out var value) && value == e.Value);
}
