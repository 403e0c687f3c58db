namespace KinesisPlatform.Streams.Writing;

/// <summary>
/// What may be put into one shard now: token buckets of half a second for its records and its bytes (Kinesis developer guide, "Quotas and limits";
/// the service's own hold a second, which leaves room for requests that overtake each other). A throttled answer empties them and slows them down,
/// as others put into the shard as well; time without makes up for it.
/// </summary>
/// <param name="share">Of what Kinesis grants.</param>
internal sealed class ShardPace(double share)
{
    private const double RecordsPerSecond = 1_000;
    private const double BytesPerSecond = 1024 * 1024;
    private const double BurstSeconds = 0.5;
    private const double SlowDown = 0.7;
    private const double FactorMin = 0.05;
    private const double RecoveryPerSecond = 0.05;
    // Requests that were under way together are throttled together: one reason to slow down, not several.
    private static readonly TimeSpan SlowDownPause = TimeSpan.FromSeconds(0.5);

    private double _records = share * RecordsPerSecond * BurstSeconds;
    private double _bytes = share * BytesPerSecond * BurstSeconds;
    private TimeSpan _filledAt;
    private TimeSpan? _slowedAt;

    /// <summary>1 unless Kinesis throttled lately.</summary>
    public double Factor { get; private set; } = 1;

    /// <summary>How long to wait before a record of so many bytes may be put; zero when it may at once.</summary>
    /// <param name="now">Never before that of an earlier call.</param>
    public TimeSpan WaitFor(int bytes, TimeSpan now)
    {
        Fill(now);
        // A record larger than the bucket needs a full one, and leaves a debt.
        var recordsShort = Math.Min(1, RecordsFull) - _records;
        var bytesShort = Math.Min(bytes, BytesFull) - _bytes;
        var seconds = Math.Max(recordsShort / (share * Factor * RecordsPerSecond), bytesShort / (share * Factor * BytesPerSecond));
        return seconds <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(seconds);
    }

    public void Take(int bytes) => (_records, _bytes) = (_records - 1, _bytes - bytes);

    public void SlowDownAt(TimeSpan now)
    {
        Fill(now);
        (_records, _bytes) = (Math.Min(0, _records), Math.Min(0, _bytes));
        if (_slowedAt is { } last && now - last < SlowDownPause) return;
        _slowedAt = now;
        Factor = Math.Max(FactorMin, Factor * SlowDown);
    }

    private double RecordsFull => share * RecordsPerSecond * BurstSeconds;

    private double BytesFull => share * BytesPerSecond * BurstSeconds;

    private void Fill(TimeSpan now)
    {
        var seconds = (now - _filledAt).TotalSeconds;
        if (seconds <= 0) return;
        _filledAt = now;
        _records = Math.Min(RecordsFull, _records + seconds * share * Factor * RecordsPerSecond);
        _bytes = Math.Min(BytesFull, _bytes + seconds * share * Factor * BytesPerSecond);
        Factor = Math.Min(1, Factor + seconds * RecoveryPerSecond);
    }
}
