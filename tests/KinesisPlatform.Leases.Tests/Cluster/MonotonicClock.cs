using KinesisPlatform.TestKit;

namespace KinesisPlatform.Leases.Tests.Cluster;

/// <summary>One worker's clock: how long something takes is right, what time it is nobody may ask.</summary>
internal sealed class MonotonicClock(FakeTimeProvider time) : TimeProvider
{
    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => throw new NotSupportedException("Leases must not look at the wall clock: two machines never agree on it.");

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
