using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace KinesisPlatform.ReplayCoordinator.Plans;

/// <summary>
/// Finds a record's fence: the pinned version's last sequence number of the shard that holds the record's key now. Through lineage that is the youngest
/// archived shard whose range holds the key's hash; sequence numbers grow from parent to child, so it is the greatest of all those shards'.
/// </summary>
internal sealed class FenceMap
{
    private readonly Dictionary<string, Entry> _shards;
    private readonly Dictionary<string, SequenceNumber?> _lineageLasts = [];
    private readonly SequenceNumber _greatest;

    public FenceMap(IReadOnlyList<PlannedShard> shards)
    {
        _shards = shards.ToDictionary(s => s.Id, s => new Entry(s.Parents, Parse(s.StartingHashKey), Parse(s.EndingHashKey), s.Last is { } last ? SequenceNumber.Parse(last) : null));
        // Once per plan and not per record; and each shard once, where split and merged shards are reached along many ways.
        var children = shards.SelectMany(s => s.Parents, (child, parent) => (Parent: parent, Child: child.Id)).ToLookup(s => s.Parent, s => s.Child);
        foreach (var id in _shards.Keys) LastOfLineage(id, children);
        _greatest = _shards.Values.Max(s => s.Last) ?? SequenceNumber.Zero;
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
        var last = _shards.Values.Where(s => s.Holds(hash)).Max(s => s.Last);
        return Greater(last, own is { IsListed: false } ? own.Last : null);
    }

    private SequenceNumber? LastOfLineage(string shardId, ILookup<string, string> children)
    {
        if (_lineageLasts.TryGetValue(shardId, out var known)) return known;
        var last = _shards[shardId].Last;
        foreach (var child in children[shardId]) last = Greater(last, LastOfLineage(child, children));
        return _lineageLasts[shardId] = last;
    }

    private static SequenceNumber? Greater(SequenceNumber? a, SequenceNumber? b) => a is null || (b is { } y && y > a) ? b : a;

    /// <summary>The MD5 of the partition key as a big-endian number (Kinesis API reference, PutRecord), unless an explicit hash key replaced it.</summary>
    private static UInt128 HashOf(in StreamRecord record)
    {
        if (record.ExplicitHashKey is { } key && UInt128.TryParse(Encoding.UTF8.GetString(key.Span), NumberStyles.None, CultureInfo.InvariantCulture, out var given)) return given;
        Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(record.PartitionKey.Span, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static UInt128? Parse(string? hashKey) => hashKey is null ? null : UInt128.Parse(hashKey, CultureInfo.InvariantCulture);

    private sealed record Entry(IReadOnlyList<string> Parents, UInt128? Start, UInt128? End, SequenceNumber? Last)
    {
        public bool IsListed => Start is not null;

        public bool Holds(UInt128 hash) => hash >= Start && hash <= End;
    }
}
