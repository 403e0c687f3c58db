namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>
/// Stamps for the sequence numbers of new shards: Unix milliseconds, but never one twice, so that children's sequence numbers come after their
/// parents' and a stream that is created again never issues a number that its predecessor did.
/// </summary>
internal sealed class StampSource(TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _last;

    public long Next()
    {
        lock (_gate) return _last = Math.Max(_last + 1, time.GetUtcNow().ToUnixTimeMilliseconds());
    }
}
