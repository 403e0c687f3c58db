namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>A process' clock: virtual time, wrong by an offset and a rate. What measures durations knows only the rate.</summary>
internal sealed class ProcessClock(Scheduler scheduler, SimulatedProcess process, TimeSpan offset, double rate) : TimeProvider
{
    /// <summary>Virtual time zero.</summary>
    public static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private TimeSpan _offset = offset;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Epoch + _offset + TimeSpan.FromTicks(GetTimestamp());

    public override long GetTimestamp() => (long)(scheduler.NowTicks * rate);

    /// <summary>As when the operating system corrects its clock.</summary>
    public void Step(TimeSpan to) => _offset = to;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private void Schedule(TimeSpan due, SendOrPostCallback callback, object? state) => scheduler.After(due / rate, new(process, callback, state));

    private sealed class Timer(ProcessClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;
        // Of the last change: what an earlier one scheduled does nothing.
        private object? _armed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _armed = null;
            if (dueTime != Timeout.InfiniteTimeSpan) Arm(dueTime);
            return true;
        }

        private void Arm(TimeSpan due) => clock.Schedule(due, Fire, _armed = new());

        private void Fire(object? armed)
        {
            if (_armed != armed) return;
            _armed = null;
            // A paused process' periodic timer fires once when it goes on, and then in its period.
            if (_period > TimeSpan.Zero) Arm(_period);
            callback(state);
        }

        public void Dispose() => _armed = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
