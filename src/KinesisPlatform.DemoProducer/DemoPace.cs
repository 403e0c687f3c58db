namespace KinesisPlatform.DemoProducer;

/// <summary>How many records are due, fractions carried over; what a pause missed is made up for at most one second's worth.</summary>
internal sealed class DemoPace(double recordsPerSecond, TimeProvider time)
{
    private readonly double _creditMax = Math.Max(1, recordsPerSecond);
    private long _last = time.GetTimestamp();
    private double _credit;

    public int TakeDue()
    {
        var now = time.GetTimestamp();
        _credit = Math.Min(_creditMax, _credit + (time.GetElapsedTime(_last, now).TotalSeconds * recordsPerSecond));
        _last = now;
        var due = (int)_credit;
        _credit -= due;
        return due;
    }
}
