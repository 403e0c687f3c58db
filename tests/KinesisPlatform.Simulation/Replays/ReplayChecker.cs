using System.Text.Json;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>What a replay promised, held against what came of it.</summary>
internal sealed class ReplayChecker(World world, VersionedRows versions, ReplayLimits limits)
{
    private static readonly TimeSpan TellTime = TimeSpan.FromMilliseconds(1);

    /// <param name="letters">As they are listed.</param>
    /// <param name="earlier">The dead letters that were to be sent, where the replay is of those.</param>
    public void Check(SimulatedReplay replay, IReadOnlyList<DeadLetter> letters, IReadOnlyList<DeadLetter>? earlier)
    {
        // Nothing was planned of what was given up before.
        var (rows, plan) = (versions.Newest, PlanOf(replay));
        var selected = plan is null ? [] : Selected(replay.Spec, versions.In(plan.Version), earlier).ToDictionary(Id);
        var sent = new TargetRecords(world, replay, rows.ToDictionary(row => (row.SequenceNumber.ToString(), row.SubSequenceNumber))).Read();
        var lettered = letters.Select(letter => (SequenceNumber.Parse(letter.SequenceNumber), letter.SubSequenceNumber)).ToHashSet();
        void Fail(string invariant, string what) => world.Scheduler.Fail(invariant, $"{replay.Id}: {what}");

        if (earlier is null && plan is not null) CheckFresh(replay, rows, plan, Fail);
        foreach (var record in sent.Where(record => !selected.ContainsKey(record.Id))) Fail("nothing outside bounds and condition", $"{Name(record.Original)} is on the target.");
        CheckLetters(replay, letters, lettered, selected, sent, Fail);
        // One reader takes what it finds, another only what lies where it belongs: both have everything, in order; the other one of what has one hash key, as others belong into other shards.
        foreach (var reader in new[] { sent, [.. sent.Where(record => record.IsInPlace)] })
        {
            var there = reader.Select(record => record.Id).ToHashSet();
            foreach (var row in selected.Values.Where(row => !replay.IsGivenUp && !there.Contains(Id(row)) && !lettered.Contains(Id(row)))) Fail("every selected record is sent", $"{Name(row)} is neither on the target nor a dead letter.");
            // A compacted replay is one part: nothing in it waits for a parent shard's records but by their key.
            if (replay.Spec.Order == ReplayOrder.PerKey || replay.Spec is { Order: ReplayOrder.PerShard, Compact: null }) CheckOrder(reader, reader == sent ? record => record.Key : record => $"{record.Key} {record.HashKey}", "key", Fail);
            // Of an aggregate that went astray such a reader has one key's records at once and another's later: no order between keys outlives that.
            if (replay.Spec.Order == ReplayOrder.PerShard && (reader == sent || replay.Spec.Aggregate != true)) CheckOrder(reader, record => record.Original.ShardId.Value, "shard", Fail);
        }
        if (replay.IsGivenUp) return;
        if (replay.Job!.Counts is not { } counts || (counts.Sent, counts.DeadLettered) != (selected.Count - lettered.Count, lettered.Count))
            Fail("counts are as true as checkpoints", $"{replay.Job.Counts} is told of {selected.Count} records, {lettered.Count} of them dead letters.");
    }

    private static (SequenceNumber, int) Id(StreamRecord row) => (row.SequenceNumber, row.SubSequenceNumber);

    private static string Name(in StreamRecord row) => $"{row.ShardId} {row.SequenceNumber}/{row.SubSequenceNumber} of {row.PartitionKeyText}";

    private ReplayPlan? PlanOf(SimulatedReplay replay) => world.Bucket.Get(new ReplayKeys(world.Settings.Archive.KeyPrefix).Plan(replay.Id!)) is { } document
        ? JsonSerializer.Deserialize(document.Content.Span, ReplayJson.Readable.ReplayPlan)
        : null;

    private static IEnumerable<StreamRecord> Selected(ReplaySpec spec, IEnumerable<StreamRecord> rows, IReadOnlyList<DeadLetter>? earlier)
    {
        if (earlier is not null) return rows.IntersectBy(earlier.Select(letter => (SequenceNumber.Parse(letter.SequenceNumber), letter.SubSequenceNumber)), Id);
        var bounded = rows.Where(row => !(row.ArrivedAt < spec.From) && !(row.ArrivedAt >= spec.To) && !RowScanner.IsReplay(row));
        if (spec.Compact is not null) bounded = RowScanner.LastPerKey(bounded);
        return bounded.Where(row => RowScanner.Holds(spec.Where, row));
    }

    /// <summary>What arrived before it was asked for is in the version that was pinned.</summary>
    private void CheckFresh(SimulatedReplay replay, IReadOnlyList<StreamRecord> rows, ReplayPlan plan, Action<string, string> fail)
    {
        // Who asks when is told by the coordinator's clock, what was read up to when by the archiver's.
        if (world.ClocksDiffer) return;
        var until = replay.Spec.To < replay.Job!.RequestedAt ? replay.Spec.To.Value : replay.Job.RequestedAt;
        var pinned = versions.In(plan.Version).Select(Id).ToHashSet();
        // A record that Kinesis does not show yet nobody can archive.
        foreach (var row in rows.Where(row => row.ArrivedAt + world.Settings.VisibilityDelayMax + TellTime < until && !pinned.Contains(Id(row))))
            fail("all that arrived before the request is replayed", $"{Name(row)} of {row.ArrivedAt:O} is not in version {plan.Version}, asked for at {replay.Job.RequestedAt:O}.");
    }

    private void CheckLetters(
        SimulatedReplay replay, IReadOnlyList<DeadLetter> letters, HashSet<(SequenceNumber, int)> lettered, Dictionary<(SequenceNumber, int), StreamRecord> selected, IReadOnlyList<SentRecord> sent, Action<string, string> fail)
    {
        var rules = new DeadLetterRules(replay.Spec, limits);
        if (letters.Count != lettered.Count) fail("each dead letter is listed once", $"{letters.Count} are listed, of {lettered.Count} records.");
        foreach (var letter in letters.Where(letter => !selected.ContainsKey((SequenceNumber.Parse(letter.SequenceNumber), letter.SubSequenceNumber)))) fail("nothing outside bounds and condition", $"{letter} is a dead letter.");
        foreach (var row in selected.Values)
        {
            if (rules.MustBe(row) is { } must && must != lettered.Contains(Id(row)) && !(must && replay.IsGivenUp))
                fail("dead letters are those that must be", $"{Name(row)} with {row.Data.Length} bytes is {(must ? "none" : $"one: {letters.First(letter => letter.SequenceNumber == row.SequenceNumber.ToString()).Reason}")}");
        }
        foreach (var record in sent.Where(record => lettered.Contains(record.Id))) fail("a dead letter was not sent", $"{Name(record.Original)} is on the target.");
        foreach (var record in sent.Where(record => record.Bytes > limits.SentBytesMax)) fail("nothing too large is sent", $"{Name(record.Original)} has {record.Bytes} bytes.");
    }

    // What is sent again may be anywhere behind: what counts is when a record was there first. Between shards of which neither comes before the other there is no order.
    private void CheckOrder(IEnumerable<SentRecord> sent, Func<SentRecord, string> groupOf, string what, Action<string, string> fail)
    {
        foreach (var group in sent.GroupBy(groupOf))
        {
            var lasts = new Dictionary<ShardId, StreamRecord>();
            foreach (var record in group.DistinctBy(record => record.Id).Select(record => record.Original))
            {
                foreach (var (shard, last) in lasts)
                {
                    if (Id(last).CompareTo(Id(record)) > 0 && AreRelated(shard, record.ShardId)) fail($"order per {what}", $"{Name(record)} came behind {Name(last)}.");
                }
                if (!lasts.TryGetValue(record.ShardId, out var before) || Id(before).CompareTo(Id(record)) < 0) lasts[record.ShardId] = record;
            }
        }
    }

    private bool AreRelated(ShardId one, ShardId other)
    {
        var shards = world.Stream!.Shards;
        var (left, right) = (shards.First(shard => shard.Id == one), shards.First(shard => shard.Id == other));
        return IsAncestor(left, right) || IsAncestor(right, left);
    }

    private static bool IsAncestor(SimulatedShard ancestor, SimulatedShard shard) => ancestor == shard || shard.Parents.Any(parent => IsAncestor(ancestor, parent));
}
