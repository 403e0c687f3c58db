namespace KinesisPlatform.Archive.Maintenance;

/// <summary>Adds up a <see cref="RecordsDigest"/>.</summary>
internal sealed class DigestBuilder
{
    private byte[] _shard = [], _sequence = [];
    private (int Shard, int Sequence) _lengths;
    private int _sub;
    private long _recordCount, _payloadBytes;
    private UInt128 _checksum;
    private bool _isOrdered = true, _isTextOrdered = true;

    public void Add(ReadOnlySpan<byte> shard, ReadOnlySpan<byte> sequence, int sub, long payloadBytes, ulong hash)
    {
        if (_recordCount > 0 && _isOrdered) CheckOrder(shard, sequence, sub);
        Keep(ref _shard, ref _lengths.Shard, shard);
        Keep(ref _sequence, ref _lengths.Sequence, sequence);
        _sub = sub;
        _recordCount++;
        _payloadBytes += payloadBytes;
        _checksum += hash;
    }

    public RecordsDigest Build() => new(_recordCount, _payloadBytes, _checksum, _isOrdered, _isOrdered && _isTextOrdered);

    private void CheckOrder(ReadOnlySpan<byte> shard, ReadOnlySpan<byte> sequence, int sub)
    {
        var lastShard = _shard.AsSpan(0, _lengths.Shard);
        var lastSequence = _sequence.AsSpan(0, _lengths.Sequence);
        var byShard = shard.SequenceCompareTo(lastShard);
        if (byShard == 0 && sequence.Length != lastSequence.Length) _isTextOrdered = false;
        // Decimal without leading zeros: the longer number is the greater one.
        var bySequence = sequence.Length != lastSequence.Length ? sequence.Length.CompareTo(lastSequence.Length) : sequence.SequenceCompareTo(lastSequence);
        _isOrdered = byShard > 0 || (byShard == 0 && (bySequence > 0 || (bySequence == 0 && sub >= _sub)));
    }

    private static void Keep(ref byte[] kept, ref int length, ReadOnlySpan<byte> value)
    {
        if (kept.Length < value.Length) kept = new byte[value.Length];
        value.CopyTo(kept);
        length = value.Length;
    }
}
