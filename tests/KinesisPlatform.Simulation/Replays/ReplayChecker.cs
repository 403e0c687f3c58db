using KinesisPlatform.Consumer.Records;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.Simulation.Histories;
using KinesisPlatform.Simulation.Streams;
using KinesisPlatform.Streams.Aggregation;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>What a replay promised, held against the target itself and, by another library than the one that wrote it, against each record there.</summary>
internal sealed class ReplayChecker(World world, SimulatedReplay replay)
{
    public void Check()
    {
        var (selected, sent) = (Selected(), Sent());
        foreach (var row in selected.Where(row => !sent.Exists(s => s.SequenceNumber == row.SequenceNumber)))
            Fail("every selected record is sent", $"{row.ShardId} {row.SequenceNumber} of {row.PartitionKeyText} is not on the target.");
        foreach (var row in sent.Where(row => !selected.Exists(s => s.SequenceNumber == row.SequenceNumber)))
            Fail("nothing outside bounds and condition", $"{row.ShardId} {row.SequenceNumber} of {row.PartitionKeyText} is on the target.");
        if (replay.Spec.Order != ReplayOrder.None) CheckOrder(sent.Select(row => (row.PartitionKeyText, row.SequenceNumber)), "key");
        if (replay.Spec.Order == ReplayOrder.PerShard) CheckOrder(sent.Select(row => (row.ShardId.Value, row.SequenceNumber)), "shard");
        if (replay.Job!.Counts!.Sent != selected.Count) Fail("counts are as true as checkpoints", $"{replay.Job.Counts.Sent} of {selected.Count} records were counted.");
    }

    private List<StreamRecord> Selected()
    {
        var spec = replay.Spec;
        var bounded = replay.Archived.Where(row => !(row.ArrivedAt < spec.From) && !(row.ArrivedAt >= spec.To));
        if (spec.Compact is not null) bounded = bounded.GroupBy(row => row.PartitionKeyText).Select(key => key.MaxBy(row => row.SequenceNumber));
        return [.. bounded.Where(row => RowScanner.Holds(spec.Where, row))];
    }

    /// <summary>The originals that the target's records say they are, in the order in which they were put.</summary>
    private List<StreamRecord> Sent()
    {
        var reader = new ReplayRecordReader(world.Settings.Stream.Value);
        var archived = replay.Archived.ToDictionary(row => row.SequenceNumber.ToString());
        var sent = new List<StreamRecord>();
        foreach (var put in world.Kinesis.Records.Values.Where(record => record.Shard.Stream.Name == ReplayHistory.Target).OrderBy(record => record.SequenceNumber))
        {
            foreach (var (key, data) in UserRecords(put))
            {
                if (!reader.TryRead(new(ReplayHistory.Target.Value, put.Shard.Id.Value, Consumer.Records.SequenceNumber.Parse(put.SequenceNumber.ToString()), 0), data, out var read, out var fault) || read.Replay is null)
                {
                    Fail("every record is annotated", $"{put.SequenceNumber} {fault ?? "has no annotation"}.");
                    continue;
                }
                if (read.Replay.ReplayId != replay.Id) continue;
                if (!archived.TryGetValue(read.Original.SequenceNumber.ToString(), out var original) || original.ShardId.Value != read.Original.ShardId) Fail("every record has its identity", $"{read.Original} was never archived.");
                else if (!original.Data.Span.SequenceEqual(read.Payload.Span) || original.PartitionKeyText != key) Fail("payloads and keys are kept", $"{read.Original} differs from what was archived.");
                else sent.Add(original);
            }
        }
        return sent;
    }

    private static IEnumerable<(string Key, ReadOnlyMemory<byte> Data)> UserRecords(SimulatedRecord put)
    {
        var (rows, whole) = (new PooledList<StreamRecord>(), put.Rows[0]);
        if (!KplAggregate.TryExpand(whole, rows)) rows.Add(whole);
        return rows.Select(row => (row.PartitionKeyText, row.Data));
    }

    // What is sent again may be anywhere behind: what counts is when a record was there first.
    private void CheckOrder(IEnumerable<(string Group, SequenceNumber Number)> sent, string what)
    {
        foreach (var group in sent.GroupBy(row => row.Group, row => row.Number))
        {
            var first = group.Distinct().ToList();
            for (var i = 1; i < first.Count; i++)
                if (first[i] < first[i - 1]) Fail($"order per {what}", $"{group.Key}: {first[i]} came behind {first[i - 1]}.");
        }
    }

    private void Fail(string invariant, string what) => world.Scheduler.Fail(invariant, $"{replay.Id}: {what}");
}
