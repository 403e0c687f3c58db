using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using KinesisPlatform.Streams.Hashing;

namespace KinesisPlatform.Streams.Writing;

/// <summary>A record that was accepted, until it has its result. One object is link of its key's chain, link of its lane and way back to who waits: there may be many.</summary>
/// <param name="activity">Whose trace the request belongs to.</param>
internal abstract class PendingRecord(OutgoingRecord record, int bytes, Activity? activity, CancellationToken cancellationToken)
{
    // This object, who waits for it, its entry in the table of keys.
    private const int OverheadBytes = 256;
    // 256 characters of at most 3 bytes each.
    private const int PartitionKeyBytesMax = 768;
    private const int HashedCountMax = 64;

    private UInt128 _hashKey;
    private bool _hasHashKey;

    public OutgoingRecord Record => record;

    /// <summary>As Kinesis counts them: data and partition key.</summary>
    public int Bytes => bytes;

    /// <summary>What the record holds of the buffer.</summary>
    public int HeldBytes => bytes + OverheadBytes;

    public TimeSpan AcceptedAt { get; set; }

    public CancellationToken CancellationToken => cancellationToken;

    public Activity? Activity => activity;

    public int Attempts { get; set; }

    /// <summary>Entries that its request may have, its own included: fewer after a request that Kinesis refused because of one of its records.</summary>
    public int CompanyMax { get; set; } = int.MaxValue;

    /// <summary>Whether it goes into no aggregate: after one that Kinesis refused because of one of its records.</summary>
    public bool GoesAsItIs { get; set; }

    /// <summary>The lane whose bytes count it; null while it is under way.</summary>
    public ShardLane? Lane { get; set; }

    public PendingRecord? NextOfKey { get; set; }

    public PendingRecord? NextInLane { get; set; }

    public FlushMark? Mark { get; set; }

    /// <summary>What decides the shard: the explicit hash key, else MD5 of the partition key (Kinesis API reference, PutRecord).</summary>
    public UInt128 HashKey
    {
        get
        {
            if (_hasHashKey) return _hashKey;
            _hashKey = record.ExplicitHashKey is { } text ? UInt128.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : HashOf(record.PartitionKey);
            _hasHashKey = true;
            return _hashKey;
        }
    }

    /// <summary>Tells who waits. Called once, and outside of every lock: what waits goes on right here, not on the thread pool, so that a result costs no work item and a simulation stays on its one thread.</summary>
    /// <param name="error">Null when the record was put.</param>
    public abstract void Complete(in PutResult result, Exception? error);

    /// <summary>Computes their hash keys, many at a time: one by one, MD5 would be what a small record costs most.</summary>
    public static void Hash(ReadOnlySpan<PendingRecord> records)
    {
        if (records.Length < Md5Lanes.MessageCountMin)
        {
            foreach (var record in records) _ = record.HashKey;
            return;
        }
        var utf8 = ArrayPool<byte>.Shared.Rent(HashedCountMax * PartitionKeyBytesMax);
        var keys = new ReadOnlyMemory<byte>[Math.Min(records.Length, HashedCountMax)];
        Span<int> places = stackalloc int[HashedCountMax];
        Span<UInt128> hashes = stackalloc UInt128[HashedCountMax];
        for (var next = 0; next < records.Length;)
        {
            var (count, length) = (0, 0);
            for (; next < records.Length && count < keys.Length; next++)
            {
                var record = records[next].Record;
                if (record.ExplicitHashKey is not null)
                {
                    _ = records[next].HashKey;
                    continue;
                }
                var written = Encoding.UTF8.GetBytes(record.PartitionKey, utf8.AsSpan(length));
                (keys[count], places[count]) = (utf8.AsMemory(length, written), next);
                (count, length) = (count + 1, length + written);
            }
            Md5Lanes.Hash(keys.AsSpan(0, count), hashes);
            for (var i = 0; i < count; i++) (records[places[i]]._hashKey, records[places[i]]._hasHashKey) = (hashes[i], true);
        }
        ArrayPool<byte>.Shared.Return(utf8);
    }

    private static UInt128 HashOf(string partitionKey)
    {
        Span<byte> utf8 = stackalloc byte[PartitionKeyBytesMax];
        return PartitionKeys.HashOf(utf8[..Encoding.UTF8.GetBytes(partitionKey, utf8)]);
    }
}
