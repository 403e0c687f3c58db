using System.Globalization;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>
/// Finds a record's fence: the pinned version's last sequence number of the shard that holds the record's key now. Through lineage that is the youngest
/// archived shard whose range holds the key's hash; sequence numbers grow from parent to child, so it is the greatest of all those shards'. Asked for every record.
/// </summary>
internal sealed class FenceMap
{
    private readonly Dictionary<string, Entry> _shards;
    private readonly Dictionary<string, SequenceNumber?> _lineageLasts = [];
    private readonly SequenceNumber _greatest;

    // What is the greatest of all shards' that hold a hash, from each of these hashes to the next.
    private readonly UInt128[] _starts;
    private readonly SequenceNumber?[] _lasts;

    public FenceMap(IReadOnlyList<PlannedShard> shards)
    {
        _shards = shards.ToDictionary(s => s.Id, s => new Entry(Parse(s.StartingHashKey), Parse(s.EndingHashKey), s.Last is { } last ? SequenceNumber.Parse(last) : null));
        // Once per plan and not per record; and each shard once, where split and merged shards are reached along many ways.
        var children = shards.SelectMany(s => s.Parents, (child, parent) => (Parent: parent, Child: child.Id)).ToLookup(s => s.Parent, s => s.Child);
        foreach (var id in _shards.Keys) LastOfLineage(id, children);
        _greatest = _shards.Values.Max(s => s.Last) ?? SequenceNumber.Zero;
        (_starts, _lasts) = LastsByHash();
    }

    /// <returns>Never less than the record's own sequence number.</returns>
    public SequenceNumber Find(in StreamRecord record)
    {
        var fence = Known(record) ?? _greatest;
        return fence < record.SequenceNumber ? record.SequenceNumber : fence;
    }

    private SequenceNumber? Known(in StreamRecord record)
    {
        var own = _shards.GetValueOrDefault(record.ShardId.Value);
        var hash = HashOf(record);
        // Put with an explicit hash key, which the archive only knows of aggregated records: the partition key's own hash says nothing then.
        if (own is { IsListed: true } && !own.Holds(hash)) return _lineageLasts[record.ShardId.Value];
        var at = Array.BinarySearch(_starts, hash);
        var last = _lasts[at < 0 ? ~at - 1 : at];
        return Greater(last, own is { IsListed: false } ? own.Last : null);
    }

    /// <summary>From the lowest hash up, with those shards at hand that have begun, the one with the greatest sequence number first.</summary>
    private (UInt128[] Starts, SequenceNumber?[] Lasts) LastsByHash()
    {
        var listed = _shards.Values.Where(shard => shard is { IsListed: true, Last: not null }).OrderBy(shard => shard.Start).ToList();
        var starts = listed.SelectMany(shard => shard.End < UInt128.MaxValue ? [shard.Start!.Value, shard.End!.Value + 1] : (UInt128[])[shard.Start!.Value]).Append(UInt128.Zero).Distinct().Order().ToArray();
        var lasts = new SequenceNumber?[starts.Length];
        var (begun, next) = (new PriorityQueue<Entry, SequenceNumber>(Comparer<SequenceNumber>.Create((a, b) => b.CompareTo(a))), 0);
        for (var i = 0; i < starts.Length; i++)
        {
            for (; next < listed.Count && listed[next].Start <= starts[i]; next++) begun.Enqueue(listed[next], listed[next].Last!.Value);
            while (begun.TryPeek(out var ended, out _) && ended.End < starts[i]) begun.Dequeue();
            lasts[i] = begun.TryPeek(out var greatest, out _) ? greatest.Last : null;
        }
        return (starts, lasts);
    }

    private SequenceNumber? LastOfLineage(string shardId, ILookup<string, string> children)
    {
        if (_lineageLasts.TryGetValue(shardId, out var known)) return known;
        var last = _shards[shardId].Last;
        foreach (var child in children[shardId]) last = Greater(last, LastOfLineage(child, children));
        return _lineageLasts[shardId] = last;
    }

    private static SequenceNumber? Greater(SequenceNumber? a, SequenceNumber? b) => a is null || (b is { } y && y > a) ? b : a;

    private static UInt128 HashOf(in StreamRecord record) =>
        record.ExplicitHashKey is { } key && UInt128.TryParse(key.Span, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : PartitionKeys.HashOf(record.PartitionKey.Span);

    private static UInt128? Parse(string? hashKey) => hashKey is null ? null : UInt128.Parse(hashKey, CultureInfo.InvariantCulture);

    private sealed record Entry(UInt128? Start, UInt128? End, SequenceNumber? Last)
    {
        public bool IsListed => Start is not null;

        public bool Holds(UInt128 hash) => hash >= Start && hash <= End;
    }
}
