using Amazon.ElasticMapReduce.Model;
using KinesisPlatform.ClusterProvisioner.Clusters;
using KinesisPlatform.ClusterProvisioner.Costs;
using KinesisPlatform.ClusterProvisioner.Tests.Files;

namespace KinesisPlatform.ClusterProvisioner.Tests.Clusters;

/// <summary>The state machine, without anything around it.</summary>
public sealed class ClusterTransitionsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] States = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS", "INVENTED_SINCE"];

    [Fact]
    public void Claim_OfWhatIsClaimed_IsRefused()
    {
        var claimed = ClusterTransitions.Claim(Requested(), "a", Start)!;
        Assert.Equal((ClusterPhase.Launching, "a", Start), (claimed.Phase, claimed.Launcher, claimed.LaunchedAt));
        Assert.Null(ClusterTransitions.Claim(claimed, "b", Start));
        Assert.Null(ClusterTransitions.Claim(Requested() with { TerminationRequestedAt = Start }, "a", Start));
        Assert.Null(ClusterTransitions.Claim(Requested() with { NotBefore = Start.AddSeconds(1) }, "a", Start));
    }

    [Fact]
    public void Refusal_HeardByAnotherThanWhoSent_ChangesNothing()
    {
        var claimed = ClusterTransitions.Claim(Requested(), "a", Start)!;
        Assert.Null(ClusterTransitions.Deferred(claimed, "b", new("X", ""), Start, Start));
        Assert.Null(ClusterTransitions.Refused(claimed, "b", new("X", ""), Start));
        Assert.Null(ClusterTransitions.Refused(ClusterTransitions.Started(claimed, "j-1", Start)!, "a", new("X", ""), Start));
    }

    [Fact]
    public void Lost_BeforeTheSettleTime_IsNotGivenUp()
    {
        var claimed = ClusterTransitions.Claim(Requested(), "a", Start)!;
        Assert.Null(ClusterTransitions.Lost(claimed, TimeSpan.FromMinutes(15), Start.AddMinutes(15).AddTicks(-1)));
        var lost = ClusterTransitions.Lost(claimed, TimeSpan.FromMinutes(15), Start.AddMinutes(15))!;
        Assert.Equal(ClusterPhase.Failed, lost.Phase);
        // It is there after all.
        Assert.Equal((ClusterPhase.Starting, null, null), (ClusterTransitions.Started(lost, "j-1", Start)!.Phase, ClusterTransitions.Started(lost, "j-1", Start)!.Reason, ClusterTransitions.Started(lost, "j-1", Start)!.EndedAt));
    }

    [Fact]
    public void Observed_AnOlderAnswer_ChangesNothing()
    {
        var running = Observe(ClusterTransitions.Started(ClusterTransitions.Claim(Requested(), "a", Start)!, "j-1", Start)!, "RUNNING")!;
        Assert.Null(Observe(running, "BOOTSTRAPPING"));
        Assert.Null(Observe(running, "INVENTED_SINCE"));
        Assert.Equal(ClusterPhase.Waiting, Observe(running, "WAITING")!.Phase);
        Assert.Equal(ClusterPhase.Running, Observe(Observe(running, "WAITING")!, "RUNNING")!.Phase);
        Assert.Null(Observe(Observe(running, "TERMINATED")!, "RUNNING"));
    }

    [Fact]
    public void AnySequence_KeepsItsPromises()
    {
        for (var seed = 1; seed <= 2000; seed++)
        {
            var random = new Random(seed);
            var (document, now, history) = (Requested(), Start, new List<string>());
            for (var step = 0; step < 30; step++)
            {
                now += TimeSpan.FromMinutes(random.Next(20));
                var (name, next) = Any(document, now, random);
                if (next is null) continue;
                history.Add(name);
                Check(document, next, $"seed {seed}: {string.Join(", ", history)}");
                document = next;
            }
        }
    }

    private static void Check(ClusterDocument before, ClusterDocument after, string history)
    {
        Assert.True(before.EmrId is null || after.EmrId == before.EmrId, $"The cluster changed. {history}");
        Assert.True(after.EmrId is not null || after.Phase is ClusterPhase.Requested or ClusterPhase.Launching or ClusterPhase.Failed or ClusterPhase.Cancelled, $"Without a cluster it is {after.Phase}. {history}");
        // Who may send is decided once; a second claim needs a refusal between.
        Assert.True(after.Phase != ClusterPhase.Launching || before.Phase is ClusterPhase.Requested or ClusterPhase.Launching, $"Launching after {before.Phase}. {history}");
        Assert.True(before.Phase != ClusterPhase.Launching || after.Phase != ClusterPhase.Launching || after.Launcher == before.Launcher, $"Two launchers. {history}");
        Assert.True(after.Phase != ClusterPhase.Requested || after.EmrId is null, $"Requested with a cluster. {history}");
        Assert.True(!before.HasEnded || after.HasEnded || (before.EmrId is null && after.EmrId is not null), $"It ended and went on. {history}");
        Assert.Equal(after.HasEnded, after.EndedAt is not null);
        Assert.True(!before.HasEnded || !after.HasEnded || before.Phase == after.Phase, $"It ended twice. {history}");
    }

    private static (string Name, ClusterDocument? Next) Any(ClusterDocument document, DateTimeOffset now, Random random)
    {
        var launcher = random.Next(3).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var state = States[random.Next(States.Length)];
        return random.Next(9) switch
        {
            0 => ("claim", ClusterTransitions.Claim(document, launcher, now)),
            1 => ("started", ClusterTransitions.Started(document, $"j-{launcher}", now)),
            2 => ("deferred", ClusterTransitions.Deferred(document, launcher, new("X", ""), now, now)),
            3 => ("refused", ClusterTransitions.Refused(document, launcher, new("X", ""), now)),
            4 => ("lost", ClusterTransitions.Lost(document, TimeSpan.FromMinutes(15), now)),
            5 => ("termination", ClusterTransitions.AskTermination(document, now)),
            6 => ("announced", ClusterTransitions.Announced(document, document.Phase)),
            _ => (state, document.EmrId is null ? null : Observe(document, state, now)),
        };
    }

    private static ClusterDocument? Observe(ClusterDocument document, string state, DateTimeOffset? now = null) =>
        ClusterTransitions.Observed(document, new Cluster { Id = document.EmrId, Status = new() { State = new(state) } }, null, now ?? Start);

    private static ClusterDocument Requested() => new("c-00000000000000000000", "", "", ClusterFileSetTests.Settings("{}"), new CostEstimate("USD", null, null, null, [], "", "", "", [], []), Start, null);
}
