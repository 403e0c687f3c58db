using KinesisPlatform.Archive;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Checking;

/// <summary>What checkpoints say must be so: all before them is archived or in a gap, parents come before children, nothing goes back.</summary>
/// <param name="tolerance">By how much clocks may be wrong: gaps are told apart by time.</param>
internal sealed class CheckpointChecker(IReadOnlyList<SimulatedStream> lives, Scheduler scheduler, TimeSpan tolerance)
{
    private readonly HashSet<SimulatedShard> _ended = [];
    private readonly HashSet<SimulatedShard> _begun = [];

    public void Check(CheckpointMap? before, CheckpointMap? after)
    {
        if (after is null)
        {
            if (before is not null) Fail("checkpoints never go back", "They are gone.");
            return;
        }
        if (before is not null && after.Incarnation.CreatedAt < before.Incarnation.CreatedAt) Fail("checkpoints never go back", "An earlier life of the stream took the table back.");
        CheckGaps(before?.Gaps ?? [], after.Gaps);
        if (lives.FirstOrDefault(life => life.CreatedAt == after.Incarnation.CreatedAt) is not { } stream)
        {
            Fail("nothing is invented", $"No stream was created at {after.Incarnation.CreatedAt:O}.");
            return;
        }
        var earlier = before?.Incarnation == after.Incarnation ? before.Shards : new Dictionary<ShardId, ShardCheckpoint>();
        // What a commit says of parents counts for the children in it.
        foreach (var checkpoint in after.Shards.Values.Where(checkpoint => checkpoint.IsEnded)) _ended.Add(stream.Shards.First(shard => shard.Id == checkpoint.ShardId));
        foreach (var shard in stream.Shards) CheckShard(shard, earlier.GetValueOrDefault(shard.Id), after.Shards.GetValueOrDefault(shard.Id), after.Gaps);
    }

    /// <summary>What the retention took before the first checkpoint is not the archive's loss.</summary>
    public void ArchivingBegins()
    {
        foreach (var record in lives.SelectMany(life => life.Shards).SelectMany(shard => shard.Records.Take(shard.FirstKept))) record.IsLost = true;
    }

    /// <summary>Whether every record that a reader can still find is archived, and every other one is archived or in a gap.</summary>
    public static bool IsSettled(SimulatedStream stream, CheckpointMap? checkpoints) =>
        checkpoints?.Incarnation.CreatedAt == stream.CreatedAt
        && stream.Shards.All(shard => shard.Records.All(record => record.IsArchived || record.IsLost || IsUnseen(record, checkpoints)));

    // A shard that came and went while nobody archived is known to nobody: the gap of one before it or after it stands for it.
    private static bool IsUnseen(SimulatedRecord record, CheckpointMap checkpoints) =>
        record.Ordinal < record.Shard.FirstKept && record.IsAbsent && !checkpoints.Shards.ContainsKey(record.Shard.Id)
        && record.Shard.Stream.Shards.Any(relative => (IsAncestor(relative, record.Shard) || IsAncestor(record.Shard, relative)) && checkpoints.Gaps.Any(gap => gap.ShardId == relative.Id));

    private static bool IsAncestor(SimulatedShard ancestor, SimulatedShard shard) => shard.Parents.Any(parent => parent == ancestor || IsAncestor(ancestor, parent));

    private void CheckShard(SimulatedShard shard, ShardCheckpoint? before, ShardCheckpoint? after, IReadOnlyList<ArchiveGap> gaps)
    {
        if (before == after) return;
        if (after is null)
        {
            if (!before!.IsEnded || shard.IsListed(scheduler.Now - shard.Stream.Retention - shard.Stream.TrimDelay)) Fail("checkpoints never go back", $"{shard.Id} left the map, though it may be read again.");
            return;
        }
        if (before is not null && (after.Last < before.Last || after.Last is null && before.Last is not null || before.IsEnded && !after.IsEnded || after.ReadUpTo < before.ReadUpTo))
            Fail("checkpoints never go back", $"{shard.Id} went from {before} to {after}.");
        if ((after.Last is not null || after.IsEnded) && _begun.Add(shard)) CheckParents(shard);
        CheckRecords(shard, before, after, gaps);
    }

    private void CheckParents(SimulatedShard shard)
    {
        // A writer may take a later life's shards for an earlier one's until it looks again: nothing of them is committed by then.
        if (shard.Stream.DeletedAt is not null) return;
        var horizon = scheduler.Now - shard.Stream.Retention - shard.Stream.TrimDelay;
        foreach (var parent in shard.Parents.Where(parent => !_ended.Contains(parent) && parent.IsListed(horizon)))
            Fail("parents before children", $"{shard.Id} is archived, its parent {parent.Id} not to its end.");
    }

    private void CheckRecords(SimulatedShard shard, ShardCheckpoint? before, ShardCheckpoint after, IReadOnlyList<ArchiveGap> gaps)
    {
        if (after.Last is { } reached && (shard.Find(reached) is var at && (at == shard.Records.Count || shard.Records[at].SequenceNumber != reached)))
        {
            // Of a later life that was over before anybody saw it: nobody can archive that again.
            if (!lives.Any(life => life.DeletedAt is not null && life.Shards.Any(other => other.Id == shard.Id && other.Records.Any(record => record.SequenceNumber == reached))))
                Fail("nothing is invented", $"The checkpoint of {shard.Id} in life {shard.Stream.Incarnation} is at {reached}, which was never put there.");
            return;
        }
        var from = before?.Last is { } start ? shard.Find(start) + 1 : 0;
        var to = after.IsEnded ? shard.Records.Count : after.Last is { } last ? shard.Find(last) + 1 : 0;
        if (after.IsEnded && shard.ClosedAt is null && shard.Stream.DeletedAt is null) Fail("nothing is skipped", $"{shard.Id} is open, and archived to its end.");
        var archived = before?.Last;
        for (var i = from; i < to; i++)
        {
            var record = shard.Records[i];
            if (record.IsArchived) archived = record.SequenceNumber;
            else if (!record.IsAbsent) Fail("aggregates are whole", $"{shard.Id} {record.SequenceNumber} is archived in part: {string.Join(' ', record.ArchivedCounts)}.");
            else CheckLost(record, archived, gaps);
        }
        CheckTrimmed(shard, to, archived, gaps);
    }

    // Trimmed and after the checkpoint: as soon as a gap says so.
    private void CheckTrimmed(SimulatedShard shard, int from, SequenceNumber? archived, IReadOnlyList<ArchiveGap> gaps)
    {
        for (var i = from; i < shard.FirstKept; i++)
        {
            if (IsIn(shard.Records[i], archived, gaps)) shard.Records[i].IsLost = true;
        }
    }

    private void CheckLost(SimulatedRecord record, SequenceNumber? archived, IReadOnlyList<ArchiveGap> gaps)
    {
        // What was not archived when its stream was deleted went with it.
        if (record.IsLost || record.Shard.Stream.DeletedAt is not null) return;
        if (record.Ordinal >= record.Shard.FirstKept) Fail("nothing is skipped", $"{record.Shard.Id} {record.SequenceNumber} is in the stream and before the checkpoint, but not in the table.");
        if (!IsIn(record, archived, gaps))
            Fail("every loss is in a gap", $"{record.Shard.Id} {record.SequenceNumber}, which arrived at {record.Record.ArrivedAt:O}, is neither in the table nor in a gap ({string.Join("; ", gaps.Where(gap => gap.ShardId == record.Shard.Id))}).");
        record.IsLost = true;
    }

    private bool IsIn(SimulatedRecord record, SequenceNumber? archived, IReadOnlyList<ArchiveGap> gaps) => gaps.Any(gap =>
        gap.ShardId == record.Shard.Id && gap.After == archived && record.Record.ArrivedAt < gap.To + tolerance
        // A gap that nothing was archived before begins with the shard: From says since when nobody read it.
        && (gap.After is null || record.Record.ArrivedAt >= gap.From - tolerance));

    private void CheckGaps(IReadOnlyList<ArchiveGap> before, IReadOnlyList<ArchiveGap> after)
    {
        if (!before.SequenceEqual(after.Take(before.Count))) Fail("gaps are kept", "A gap was forgotten or changed.");
        foreach (var gap in after.Skip(before.Count))
        {
            if (gap.From > gap.To) Fail("gaps are exact", $"{gap} ends before it begins.");
            var archived = lives.SelectMany(life => life.Shards).Where(shard => shard.Id == gap.ShardId).SelectMany(shard => shard.Records)
                .FirstOrDefault(record => !record.IsAbsent && (gap.After is null || record.SequenceNumber > gap.After) && record.Record.ArrivedAt >= gap.From + tolerance && record.Record.ArrivedAt < gap.To - tolerance);
            if (archived is not null) Fail("gaps are exact", $"{archived.Shard.Id} {archived.SequenceNumber} is in the table and in {gap}.");
        }
    }

    private void Fail(string invariant, string what) => scheduler.Fail(invariant, what);
}
