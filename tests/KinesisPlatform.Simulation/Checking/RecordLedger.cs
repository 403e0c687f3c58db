using KinesisPlatform.Archive;
using KinesisPlatform.Archive.Iceberg;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Checking;

/// <summary>Which rows the newest version holds, file by file, against what was put into the stream.</summary>
internal sealed class RecordLedger(SimulatedKinesis kinesis, Func<string, IReadOnlyList<StreamRecord>> readRows, Action<string, string> fail)
{
    private readonly Dictionary<string, IReadOnlyList<(SimulatedRecord Record, int Sub)>> _files = [];

    public long RowCount { get; private set; }

    /// <summary>A digest of all rows, whatever their order.</summary>
    public ulong Content { get; private set; }

    public static ulong DigestOf(in StreamRecord row)
    {
        var hash = new HashCode64();
        hash.Add(row.ShardId.Value);
        hash.Add(row.SequenceNumber.ToString());
        hash.Add((ulong)row.SubSequenceNumber);
        hash.Add(row.Data.Span);
        return hash.Value;
    }

    /// <summary>Goes over to another snapshot.</summary>
    public void Apply(IReadOnlyDictionary<string, ManifestEntry> files, CheckpointMap? checkpoints, CheckpointMap? before)
    {
        var removed = _files.Keys.Where(key => !files.ContainsKey(key)).ToList();
        foreach (var key in removed) Remove(key);
        foreach (var (key, entry) in files)
        {
            if (!_files.ContainsKey(key)) Add(key, entry, checkpoints, removed.Count == 0 ? before : null);
        }
    }

    private void Remove(string key)
    {
        foreach (var (record, sub) in _files[key]) Count(record, sub, -1);
        _files.Remove(key);
    }

    private void Add(string key, ManifestEntry entry, CheckpointMap? checkpoints, CheckpointMap? before)
    {
        var rows = readRows(key);
        if (rows.Count != entry.File.RecordCount) fail("every visible snapshot is consistent", $"{key} has {rows.Count} rows, its entry says {entry.File.RecordCount}.");
        var known = new List<(SimulatedRecord, int)>(rows.Count);
        var last = new Dictionary<ShardId, (SequenceNumber, int)>();
        foreach (var row in rows)
        {
            if (Find(row) is not { } record) continue;
            CheckPlace(key, row, entry, record, checkpoints, before);
            if (last.TryGetValue(row.ShardId, out var previous) && previous.CompareTo((row.SequenceNumber, row.SubSequenceNumber)) >= 0)
                fail("order per shard", $"{key}: {row.SequenceNumber}/{row.SubSequenceNumber} of {row.ShardId} follows {previous}.");
            last[row.ShardId] = (row.SequenceNumber, row.SubSequenceNumber);
            known.Add((record, row.SubSequenceNumber));
            Count(record, row.SubSequenceNumber, 1);
        }
        _files[key] = known;
    }

    private SimulatedRecord? Find(in StreamRecord row)
    {
        if (!kinesis.Records.TryGetValue(row.SequenceNumber, out var record) || record.Shard.Id != row.ShardId)
        {
            fail("nothing is invented", $"Nobody put {row.SequenceNumber} into {row.ShardId}.");
            return null;
        }
        if (row.SubSequenceNumber < record.Rows.Count && IsSame(record.Rows[row.SubSequenceNumber], row)) return record;
        fail("bytes are the same", $"{row.ShardId} {row.SequenceNumber}/{row.SubSequenceNumber} is not what was put.");
        return null;
    }

    private static bool IsSame(in StreamRecord put, in StreamRecord row) =>
        put.PartitionKey.Span.SequenceEqual(row.PartitionKey.Span) && put.Data.Span.SequenceEqual(row.Data.Span) && put.ArrivedAt == row.ArrivedAt
        && put.ExplicitHashKey is null == row.ExplicitHashKey is null && (put.ExplicitHashKey is not { } key || key.Span.SequenceEqual(row.ExplicitHashKey!.Value.Span));

    private void CheckPlace(string key, in StreamRecord row, ManifestEntry entry, SimulatedRecord record, CheckpointMap? checkpoints, CheckpointMap? before)
    {
        if (SingleValue.Hour(row.ArrivedAt) != entry.Hour) fail("every visible snapshot is consistent", $"{key} of hour {entry.Hour} has a row that arrived at {row.ArrivedAt:O}.");
        // Null when rows only moved from file to file.
        if (before is null && checkpoints is null || record.Shard.Stream.CreatedAt != checkpoints!.Incarnation.CreatedAt) return;
        if (!checkpoints.Shards.TryGetValue(row.ShardId, out var checkpoint) || !(checkpoint.Last >= row.SequenceNumber))
            fail("every visible snapshot is consistent", $"{row.ShardId} {row.SequenceNumber} is in the table, but its checkpoint is {checkpoint?.Last}.");
        if (before?.Incarnation == checkpoints.Incarnation && before.Shards.TryGetValue(row.ShardId, out var earlier) && earlier.Last >= row.SequenceNumber)
            fail("order per shard", $"{row.ShardId} {row.SequenceNumber} was added when {earlier.Last} was archived already.");
    }

    private void Count(SimulatedRecord record, int sub, int change)
    {
        RowCount += change;
        Content += (ulong)change * DigestOf(record.Rows[sub]);
        if ((record.ArchivedCounts[sub] += change) > 1) fail("exactly once", $"{record.Shard.Id} {record.SequenceNumber}/{sub} is in the table {record.ArchivedCounts[sub]} times.");
    }
}
