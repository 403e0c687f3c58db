namespace KinesisPlatform.ReplayCoordinator.Parts;

/// <summary>A token bucket that may be overdrawn: what is taken at once is made up for before the next. What was not used is kept for at most a second. One taker at a time.</summary>
internal sealed class RateLimit(TimeProvider time)
{
    private const double CreditSeconds = 1;

    private DateTimeOffset _filledAt = time.GetUtcNow();
    private double _credit;
    private double _perSecond = double.PositiveInfinity;

    /// <summary>May be changed at any time, also while somebody waits; infinite for no limit.</summary>
    public double PerSecond
    {
        get => Volatile.Read(ref _perSecond);
        set => Volatile.Write(ref _perSecond, value);
    }

    /// <summary>How long to wait before anything may be taken.</summary>
    public TimeSpan Wait()
    {
        Fill();
        return _credit >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(-_credit / PerSecond, TimeSpan.FromDays(1).TotalSeconds));
    }

    /// <summary>What may be taken without a wait afterwards; negative where more was taken.</summary>
    public double Credit()
    {
        if (double.IsPositiveInfinity(PerSecond)) return 0;
        Fill();
        return _credit;
    }

    public void Take(double amount)
    {
        if (!double.IsPositiveInfinity(PerSecond)) _credit -= amount;
    }

    private void Fill()
    {
        var now = time.GetUtcNow();
        var rate = PerSecond;
        _credit = double.IsPositiveInfinity(rate) ? 0 : Math.Min(rate * CreditSeconds, _credit + rate * Math.Max(0, (now - _filledAt).TotalSeconds));
        _filledAt = now;
    }
}
