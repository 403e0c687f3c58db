namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>What a shard takes and gives per second (Kinesis developer guide, "Quotas and limits").</summary>
internal sealed class ShardLimits(TimeProvider time)
{
    private readonly TokenBucket _recordsIn = new(1_000, time);
    private readonly TokenBucket _bytesIn = new(1 << 20, time);
    private readonly TokenBucket _readsOut = new(5, time);
    private readonly TokenBucket _bytesOut = new(2 << 20, time);

    public bool TryPut(int bytes)
    {
        if (!_recordsIn.Allows(1) || !_bytesIn.Allows(bytes)) return false;
        _recordsIn.Take(1);
        _bytesIn.Take(bytes);
        return true;
    }

    /// <summary>Whether a read may begin: how much it gives is only known afterwards, and then delays the next ones.</summary>
    public bool TryRead()
    {
        if (!_readsOut.Allows(1) || !_bytesOut.Allows(1)) return false;
        _readsOut.Take(1);
        return true;
    }

    public void TakeRead(long bytes) => _bytesOut.Take(bytes);
}
