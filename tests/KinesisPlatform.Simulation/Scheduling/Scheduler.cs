namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>
/// Decides what happens next. Of everything that could run now the seed picks one: that is where interleavings come from. Time moves only when nothing can run.
/// One thread; see <see cref="SingleThread"/> for what of .NET's own goes through the thread pool.
/// </summary>
internal sealed class Scheduler(SeededRandom random, Trace trace, long stepCountMax)
{
    private readonly List<WorkItem> _runnable = [];
    private readonly PriorityQueue<WorkItem, (long AtTicks, long Order)> _later = new();
    private long _order;
    // Of the thread that runs a step; 0 between steps, when the thread pool may run what a step left there.
    private volatile int _steppingThread;

    public long NowTicks { get; private set; }

    public DateTimeOffset Now => ProcessClock.Epoch + TimeSpan.FromTicks(NowTicks);

    public long StepCount { get; private set; }

    /// <summary>What ended the history before its time; null while all is well.</summary>
    public Violation? Violation { get; private set; }

    public bool IsFinished { get; private set; }

    public void Finish() => IsFinished = true;

    /// <summary>The first one counts: what follows may follow from it.</summary>
    public void Fail(string invariant, string what)
    {
        if (Violation is not null || IsFinished) return;
        Violation = new(invariant, what);
        trace.Write(NowTicks, "checker", "VIOLATION", $"{invariant}: {what}");
    }

    public void Post(WorkItem item)
    {
        if (_steppingThread is not 0 and var stepping && stepping != Environment.CurrentManagedThreadId) Fail("determinism", $"{item.Process.Name} continued on a thread of its own.");
        _runnable.Add(item);
    }

    public void After(TimeSpan delay, WorkItem item) => _later.Enqueue(item, (NowTicks + Math.Max(0, delay.Ticks), _order++));

    /// <returns>False when the history is over.</returns>
    public bool Step()
    {
        while (!IsFinished && Violation is null)
        {
            if (_runnable.Count == 0 && !MoveTime()) Fail("progress", "Deadlock: nothing can run and nothing is due.");
            else if (Take() is { } item)
            {
                if (++StepCount > stepCountMax) Fail("progress", $"No end after {stepCountMax} steps.");
                Run(item);
                return true;
            }
        }
        return false;
    }

    private bool MoveTime()
    {
        if (!_later.TryPeek(out _, out var next)) return false;
        NowTicks = Math.Max(NowTicks, next.AtTicks);
        // All that is due together may happen in any order.
        while (_later.TryPeek(out var item, out var due) && due.AtTicks <= NowTicks)
        {
            _later.Dequeue();
            _runnable.Add(item);
        }
        return true;
    }

    private WorkItem? Take()
    {
        if (_runnable.Count == 0) return null;
        var index = _runnable.Count == 1 ? 0 : random.Next(_runnable.Count);
        var item = _runnable[index];
        _runnable[index] = _runnable[^1];
        _runnable.RemoveAt(_runnable.Count - 1);
        if (item.Process is { IsDead: false, IsPaused: false }) return item;
        item.Process.Hold(item);
        return null;
    }

    private void Run(WorkItem item)
    {
        trace.Step(NowTicks, item.Process.Number);
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(item.Process);
        _steppingThread = Environment.CurrentManagedThreadId;
        try
        {
            item.Callback(item.State);
        }
        catch (Exception error)
        {
            Fail("no unexpected error", $"{item.Process.Name}: {error}");
        }
        finally
        {
            _steppingThread = 0;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }
}
