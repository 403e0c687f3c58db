namespace KinesisPlatform.Streams.Writing;

/// <summary>
/// What may be put into one shard now: token buckets of half a second for its records and its bytes (Kinesis developer guide, "Quotas and limits";
/// the service's own hold a second, which leaves room for requests that overtake each other).
/// <para>
/// Others put into the shard as well, and nobody tells how much; a throttled answer, which costs them records too, shows that it was more than is left. What they leave is at most what the shard took
/// of ours lately, and, as it refuses whatever comes too much, so much less as it refused of ours just then. The rate goes below it, by the more the more they use, is back there after a while, stays near it for as long, and only then rises faster and faster: the cubic curve of RFC 9438,
/// section 4.2, which looks often where the limit was last seen and seldom goes beyond.
/// </para>
/// </summary>
/// <param name="share">Of what Kinesis grants.</param>
internal sealed class ShardPace(double share)
{
    private const double RecordsPerSecond = 1_000;
    private const double BytesPerSecond = 1024 * 1024;
    private const double BurstSeconds = 0.5;
    private const double FactorMin = 0.02;
    // One throttled answer may have other reasons than what the shard took.
    private const double CeilingDropMax = 0.5;
    // Below the ceiling: half of what others use, a little where there are none, and never much of our own.
    private const double MarginOfOthers = 0.5, MarginMin = 0.02, MarginOfOursMax = 0.3;
    // Of the grant, in the time after that in which the ceiling is reached again.
    private const double RiseMin = 0.15;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(12);
    // What a shard took is remembered for about so long: more than the second that it saves up. What it refused, for a few requests: long enough to be a share.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1.5), ShortMemory = TimeSpan.FromSeconds(0.25);
    // Requests that were under way together are throttled together: one reason to slow down, not several.
    private static readonly TimeSpan SlowDownPause = TimeSpan.FromSeconds(0.2);
    private const double RefusedShareMax = 0.9;
    // Of fewer, as aggregates come a few in a second, what was refused is no share of anything.
    private const int EntriesOfShareMin = 10;

    // An emulator that grants more is taken for one shard that grants it all.
    private readonly double _used = Math.Min(1, share);
    private double _records = share * RecordsPerSecond * BurstSeconds;
    private double _bytes = share * BytesPerSecond * BurstSeconds;
    private TimeSpan _filledAt;
    private double _recordsAccepted, _bytesAccepted, _acceptedLately, _refusedLately;
    private TimeSpan _answeredAt;
    private double _ceiling = 1, _margin;
    private TimeSpan? _slowedAt;

    /// <summary>Of the share; 1 unless Kinesis throttled lately.</summary>
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

    /// <summary>The shard took a record.</summary>
    public void Accept(int bytes, TimeSpan now)
    {
        Forget(now);
        _recordsAccepted++;
        _bytesAccepted += bytes;
        _acceptedLately++;
    }

    /// <summary>The shard refused a record; to be followed by <see cref="SlowDown"/> when all of the answer is told.</summary>
    public void Refuse(TimeSpan now)
    {
        Forget(now);
        _refusedLately++;
    }

    public void SlowDown(TimeSpan now)
    {
        Fill(now);
        (_records, _bytes) = (Math.Min(0, _records), Math.Min(0, _bytes));
        if (_slowedAt is { } last && now - last < SlowDownPause) return;
        Forget(now);
        _slowedAt = now;
        _ceiling = Math.Clamp(Math.Min(Taken(), Left()), Math.Max(FactorMin, Factor * CeilingDropMax), Factor);
        var others = 1 - _ceiling * _used;
        _margin = Math.Min(_ceiling * MarginOfOursMax, Math.Max(MarginMin, others * MarginOfOthers) / _used);
        Factor = FactorAt(now);
    }

    /// <summary>What the shard took of ours lately, of the share.</summary>
    private double Taken() => Math.Max(_recordsAccepted / RecordsPerSecond, _bytesAccepted / BytesPerSecond) / Memory.TotalSeconds / share;

    /// <summary>What others leave, of the share, as far as it can be told: all that is put is the grant and what is refused of it.</summary>
    private double Left()
    {
        var entries = _acceptedLately + _refusedLately;
        if (entries < EntriesOfShareMin) return Factor;
        var refused = _refusedLately / entries;
        var put = 1 / (1 - Math.Min(RefusedShareMax, refused));
        return Factor - (put - 1) / _used;
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
        Factor = FactorAt(now);
    }

    private double FactorAt(TimeSpan now)
    {
        if (_slowedAt is not { } slowedAt) return 1;
        // -1 when it slowed down, 0 at the ceiling.
        var place = (now - slowedAt - Recovery) / Recovery;
        var height = place < 0 ? _margin : Math.Max(_margin, RiseMin / _used);
        var factor = _ceiling + height * place * place * place;
        if (factor >= 1) _slowedAt = null;
        return Math.Clamp(factor, FactorMin, 1);
    }

    private void Forget(TimeSpan now)
    {
        if (now <= _answeredAt) return;
        var (left, leftLately) = (Math.Exp(-((now - _answeredAt) / Memory)), Math.Exp(-((now - _answeredAt) / ShortMemory)));
        (_recordsAccepted, _bytesAccepted, _acceptedLately, _refusedLately) = (_recordsAccepted * left, _bytesAccepted * left, _acceptedLately * leftLately, _refusedLately * leftLately);
        _answeredAt = now;
    }
}
