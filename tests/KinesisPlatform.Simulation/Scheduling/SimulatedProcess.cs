namespace KinesisPlatform.Simulation.Scheduling;

/// <summary>
/// An operating system's process: everything that awaits in it continues through it. Killed, none of its continuations ever runs again; paused, all wait and then go on with
/// what they knew.
/// </summary>
internal sealed class SimulatedProcess : SynchronizationContext
{
    private readonly Scheduler _scheduler;
    private readonly List<WorkItem> _held = [];

    public SimulatedProcess(Scheduler scheduler, string name, int number, SeededRandom random, TimeSpan clockOffset = default, double clockRate = 1)
    {
        (_scheduler, Name, Number, Random) = (scheduler, name, number, random);
        Clock = new(scheduler, this, clockOffset, clockRate);
    }

    public string Name { get; }

    public int Number { get; }

    public SeededRandom Random { get; }

    public ProcessClock Clock { get; }

    /// <summary>Whether it may crash at any request it makes.</summary>
    public bool IsMortal { get; init; }

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    public override void Post(SendOrPostCallback d, object? state) => _scheduler.Post(new(this, d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("A simulated process has one thread: waiting for another would be for ever.");

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Runs a method as part of this process. A task that fails is the history's failure unless the method handles it.</summary>
    public void Start(Func<Task> run) => _scheduler.Post(new(this, _ => Observe(run()), null));

    // What a dead process held stays referenced: a PeriodicTimer that is collected ends its wait from the finalizer's thread.
    public void Kill() => IsDead = true;

    public void Pause() => IsPaused = true;

    public void Resume()
    {
        IsPaused = false;
        if (IsDead) return;
        foreach (var item in _held) _scheduler.Post(item);
        _held.Clear();
    }

    public void Hold(WorkItem item) => _held.Add(item);

    private static async void Observe(Task run)
    {
        // An exception here reaches the scheduler through Post, and there ends the history.
        await run;
    }
}
