namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>Payload that all streams together hold in memory. Full, it refuses records rather than forgetting older ones before their time.</summary>
internal sealed class PayloadBudget(long bytesMax)
{
    private long _bytes;

    /// <exception cref="KinesisException">LimitExceededException: there is no room.</exception>
    public void ThrowIfFull()
    {
        if (Interlocked.Read(ref _bytes) >= bytesMax)
            throw KinesisException.LimitExceeded($"The emulator holds {bytesMax} bytes of records, its LocalAws:KinesisBytesMax. Raise it, or delete a stream.");
    }

    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
