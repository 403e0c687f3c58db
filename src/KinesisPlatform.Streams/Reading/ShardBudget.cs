namespace KinesisPlatform.Streams.Reading;

/// <summary>
/// What all readers of one shard in this process may take of it: GetRecords calls at least an interval apart, counted from start to start, and after a
/// large answer as long a pause as its bytes need, as Kinesis itself demands. Calls go in the order in which they were asked for. Time that was missed is
/// not made up for.
/// </summary>
internal sealed class ShardBudget(TimeSpan interval, long bytesPerSecond, TimeProvider time)
{
    // Timers may be early by a tick of the system's coarse clock.
    private static readonly TimeSpan TimerTolerance = TimeSpan.FromMilliseconds(15);

    private readonly Lock _gate = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _nextSlot;
    private TimeSpan _blockedUntil;

    /// <summary>Waits until a call may be made, which then counts as made.</summary>
    /// <returns>When that was, for <see cref="Count"/>.</returns>
    public async Task<TimeSpan> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (slot, wait) = Reserve();
            if (wait <= TimeSpan.Zero) return slot;
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                GiveBack(slot);
                throw;
            }
            // An answer that came, or a throttle, while this one waited puts everybody off.
            lock (_gate)
            {
                if (Now + TimerTolerance >= _blockedUntil) return Now;
            }
        }
    }

    /// <summary>Counts what a call brought.</summary>
    /// <param name="madeAt">When the call was made: Kinesis counts from then, not from when the answer is here.</param>
    public void Count(TimeSpan madeAt, long bytes)
    {
        lock (_gate) _blockedUntil = Max(_blockedUntil, madeAt) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
    }

    /// <summary>Keeps everybody off the shard for a time: Kinesis throttled a call.</summary>
    public void Block(TimeSpan pause)
    {
        lock (_gate) _blockedUntil = Max(_blockedUntil, Now + pause);
    }

    /// <summary>Whether a new budget would grant the same.</summary>
    public bool IsUntouched
    {
        get
        {
            lock (_gate) return Now >= _nextSlot && Now >= _blockedUntil;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(_start);

    private (TimeSpan Slot, TimeSpan Wait) Reserve()
    {
        lock (_gate)
        {
            var now = Now;
            var slot = Max(now, Max(_nextSlot, _blockedUntil));
            _nextSlot = slot + interval;
            return (slot, slot - now);
        }
    }

    // Of the last in the queue: a reader that is stopped and started again must not push its own turn away.
    private void GiveBack(TimeSpan slot)
    {
        lock (_gate)
        {
            if (_nextSlot == slot + interval) _nextSlot = slot;
        }
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
