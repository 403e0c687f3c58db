using KinesisPlatform.Simulation.Faults;
using KinesisPlatform.Simulation.Scheduling;

namespace KinesisPlatform.Simulation.Replays;

/// <summary>
/// What makes replays fail: in half of the histories nothing does, as coordinators are patient; in the others they give up soon, query workers are killed and the target refuses its callers, and
/// somebody resumes what has failed, in some of them not always in time.
/// </summary>
internal sealed class ReplayMishaps
{
    private readonly FaultPlan _faults;

    public ReplayMishaps(SeededRandom random, FaultPlan faults)
    {
        (_faults, AreThere) = (faults, random.Chance(0.5));
        // Outages pass, and clocks that are ahead are waited for.
        (RetriesMax, ArchiveWaitMax, ResumableFor) = !AreThere ? (1000, TimeSpan.FromHours(6), TimeSpan.FromDays(3))
            : (random.Next(4), TimeSpan.FromSeconds(random.Logarithmic(5, 60)), random.Chance(0.25) ? TimeSpan.FromSeconds(random.Logarithmic(5, 60)) : TimeSpan.FromDays(3));
    }

    public bool AreThere { get; }

    public int RetriesMax { get; }

    public TimeSpan ArchiveWaitMax { get; }

    public TimeSpan ResumableFor { get; }

    /// <summary>What cannot be read was damaged, or let go of too early: no mishap, but where it was the query worker that was killed.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is PlatformException { Kind: FailureKind.Unavailable or FailureKind.Invalid or FailureKind.NotFound or FailureKind.Conflict } or PlatformException { Message: RowScanner.WorkerKilled };

    public bool Strike(double probability, SeededRandom random) => AreThere && _faults.IsOn && random.Chance(probability);
}
