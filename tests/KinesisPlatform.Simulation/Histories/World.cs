using KinesisPlatform.Archive.Tables;
using KinesisPlatform.Simulation.Checking;
using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.PlantedBugs;
using KinesisPlatform.Simulation.Scheduling;
using KinesisPlatform.Simulation.Storage;
using KinesisPlatform.Simulation.Streams;

namespace KinesisPlatform.Simulation.Histories;

/// <summary>All there is in one history: time, Kinesis, the bucket, what goes wrong between them, and who watches.</summary>
internal sealed class World : IDisposable
{
    private readonly SeededRandom _random;
    // Dead ones too: see SimulatedProcess.Kill.
    private readonly List<SimulatedProcess> _processes = [];
    private readonly List<IDisposable> _disposables = [];

    public World(ulong seed, Trace trace, FaultCounts counts, PlantedBug? bug, long stepCountMax)
    {
        _random = new(seed);
        (Trace, Bug) = (trace, bug);
        Settings = new(_random.Fork("settings"));
        Scheduler = new(_random.Fork("scheduler"), trace, stepCountMax);
        Faults = new(_random.Fork("faults"), counts);
        ClocksDiffer = Faults.Has(FaultKind.ClockSkew) || Faults.Has(FaultKind.ClockStep);
        Outside = NewProcess("world");
        Kinesis = new(Scheduler, _random.Fork("kinesis")) { VisibilityDelayMax = Settings.VisibilityDelayMax };
        Bucket = new(Outside.Clock);
        bug?.Adjust(Settings);
        Paths = new(Bucket.Name, $"{Settings.Archive.KeyPrefix}{Settings.Stream}");
        var files = new SnapshotFiles(Bucket, Paths, Scheduler.Fail);
        Ledger = new(Kinesis, files.ReadRows, Scheduler.Fail);
        Rejections = new(Scheduler);
        Readers = new(Scheduler);
        Table = new(Bucket, Scheduler, Paths, Ledger, new(Lives, Scheduler, ClockTolerance), Rejections, new(Settings.Archive));
    }

    public HistorySettings Settings { get; }
    public Scheduler Scheduler { get; }
    public Trace Trace { get; }
    public FaultPlan Faults { get; }
    public PlantedBug? Bug { get; }
    public SimulatedKinesis Kinesis { get; }
    public SimulatedBucket Bucket { get; }
    public StoreOutage Outage { get; } = new();
    public TablePaths Paths { get; }
    public RecordLedger Ledger { get; }
    public TableChecker Table { get; }
    public RejectionChecker Rejections { get; }
    public ReaderChecker Readers { get; }

    /// <summary>The process of all that is not under test: it has the true time and never fails.</summary>
    public SimulatedProcess Outside { get; }

    /// <summary>Every life that the stream's name had.</summary>
    public List<SimulatedStream> Lives { get; } = [];

    public SimulatedStream? Stream => Lives.Count > 0 && Lives[^1].DeletedAt is null ? Lives[^1] : null;

    // Arrivals are told by Kinesis' clock, what was read up to by the reader's.
    private TimeSpan ClockTolerance => TimeSpan.FromSeconds(10) + Settings.VisibilityDelayMax
        + (ClocksDiffer ? TimeSpan.FromMinutes(20) : TimeSpan.Zero);

    public bool ClocksDiffer { get; }

    /// <summary>Those that stand still when told to: all but the world itself.</summary>
    public IReadOnlyList<SimulatedProcess> Running => _processes.FindAll(process => process != Outside && process is { IsDead: false, IsPaused: false });

    /// <summary>Nothing may run while days pass: every tick of it would be simulated.</summary>
    public bool IsTimePassing { get; set; }

    /// <summary>The process stands still, and goes on later with what it knew.</summary>
    public void PauseAWhile(SimulatedProcess process)
    {
        if (process.IsDead || process.IsPaused) return;
        Note(process.Name, "is paused");
        process.Pause();
        var length = TimeSpan.FromSeconds(process.Random.Logarithmic(0.5, 60));
        Outside.Start(async () =>
        {
            await Task.Delay(length, Outside.Clock);
            while (IsTimePassing) await Task.Delay(TimeSpan.FromHours(1), Outside.Clock);
            if (!process.IsPaused) return;
            Note(process.Name, "goes on");
            process.Resume();
        });
    }

    public SeededRandom Fork(string name) => _random.Fork(name);

    public void Note(string actor, string what, string detail = "") => Trace.Write(Scheduler.NowTicks, actor, what, detail);

    /// <summary>With the history: .NET's metrics would keep it for ever.</summary>
    public void Release(IDisposable disposable) => _disposables.Add(disposable);

    public void Dispose()
    {
        foreach (var disposable in _disposables) disposable.Dispose();
    }

    public SimulatedProcess NewProcess(string name, bool isMortal = false)
    {
        var number = _processes.Count;
        var random = _random.Fork($"{name} {number}");
        var isSkewed = isMortal && Faults.Strikes(FaultKind.ClockSkew, 0.5, random);
        var offset = isSkewed ? Settings.ClockOffsetMax * (random.NextDouble() * 2 - 1) : TimeSpan.Zero;
        _processes.Add(new(Scheduler, name, number, random, offset, isSkewed ? 1 + (random.NextDouble() - 0.5) / 5000 : 1) { IsMortal = isMortal });
        return _processes[^1];
    }

    public Link NewLink(SimulatedProcess process) => new(Scheduler, Outside, process, Faults, process.Random.Fork("link"), Trace, PauseAWhile);

    public void CreateStream()
    {
        var stream = Kinesis.Create(Settings.Stream, Lives.Count + 1, Settings.ShardCount, Settings.Retention);
        stream.TrimDelay = Settings.TrimDelay;
        Lives.Add(stream);
        Note("kinesis", "created", $"{stream.Name} life {stream.Incarnation} with {stream.Shards.Count} shards");
    }
}
