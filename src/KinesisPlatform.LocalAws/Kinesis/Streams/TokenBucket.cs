namespace KinesisPlatform.LocalAws.Kinesis.Streams;

/// <summary>A rate that may be used up to one second ahead. Not thread-safe.</summary>
internal sealed class TokenBucket
{
    private readonly double _perSecond;
    private readonly TimeProvider _time;
    private double _level;
    private long _filledAt;

    public TokenBucket(double perSecond, TimeProvider time)
    {
        (_perSecond, _level, _time) = (perSecond, perSecond, time);
        _filledAt = time.GetTimestamp();
    }

    /// <summary>Whether so much may be taken now. More than a second's worth needs a full bucket, and leaves a debt: a large record does pass, but slows the next ones.</summary>
    public bool Allows(double amount)
    {
        var now = _time.GetTimestamp();
        _level = Math.Min(_perSecond, _level + _perSecond * _time.GetElapsedTime(_filledAt, now).TotalSeconds);
        _filledAt = now;
        return _level >= Math.Min(amount, _perSecond);
    }

    /// <summary>How long until <see cref="Allows"/> says yes, if nothing is taken meanwhile; zero if it does now.</summary>
    public TimeSpan TimeUntil(double amount) =>
        Allows(amount) ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling((Math.Min(amount, _perSecond) - _level) / _perSecond * 1000));

    public void Take(double amount) => _level -= amount;
}
