using System.Text.Json;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>The document of a replay that fails, is resumed, or is given up.</summary>
public sealed class ReplayFailingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly ReplayJob Planning = new("id", new("a", "b"), Now, null);
    private static readonly ReplayJob Running = (Planning with { StartedAt = Now, PartsDone = [0] }).To(ReplayState.Running, Now);

    [Fact]
    public void Failed_SaysWhichPartFailedAndWhy_AndGoesOnWithTheNextAttempt()
    {
        var failed = Fail(Running, part: 3, "Denied.")!;
        Assert.Equal((ReplayState.Failed, "Denied.", Now + Kept, Now, new ReplayCounts(2, 1, 1)), (failed.State, failed.Error, failed.ResumableUntil, failed.FinishedAt, failed.Counts));
        var resumed = ReplayControl.Resume(failed, Now.AddMinutes(1))!;
        Assert.Equal((ReplayState.Running, 2, null, null, null, null), (resumed.State, resumed.Attempt, resumed.Error, resumed.ResumableUntil, resumed.FinishedAt, resumed.Counts));
        Assert.Equal([new ReplayFailure(1, Now, 3, "Denied.")], resumed.Failures);
        Assert.Equal("id", resumed.Id);
        Assert.Equal([0], resumed.PartsDone);
        Assert.Equal([ReplayState.Planning, ReplayState.Running, ReplayState.Failed, ReplayState.Running], resumed.Changes.Select(change => change.State));
    }

    [Fact]
    public void FailedPlanning_IsPlannedAgain() => Assert.Equal(ReplayState.Planning, ReplayControl.Resume(Fail(Planning, part: null, "Behind.")!, Now)!.State);

    [Fact]
    public void ResumedTwice_IsOneAttempt()
    {
        var resumed = ReplayControl.Resume(Fail(Running, 0, "Denied.")!, Now)!;
        Assert.Null(ReplayControl.Resume(resumed, Now));
        Assert.Equal(2, resumed.Attempt);
    }

    [Fact]
    public void PartsThatFailWhileTheReplayStops_AreListedOnce()
    {
        var failed = Fail(Running, 0, "First.")!;
        Assert.Null(Fail(failed, 0, "First again."));
        var both = Fail(failed, 1, "Second.", Now.AddSeconds(1))!;
        Assert.Equal(["First.", "Second."], both.Failures.Select(f => f.Reason));
        Assert.Equal((failed.Error, failed.ResumableUntil, failed.Changes.Count), (both.Error, both.ResumableUntil, both.Changes.Count));
    }

    [Fact]
    public void FailureOfAnEarlierAttempt_OrOfPlanningThatSomebodyElseHasDone_ChangesNothing()
    {
        var resumed = ReplayControl.Resume(Fail(Running, 0, "Denied.")!, Now)!;
        Assert.Null(Fail(resumed, 1, "Denied, still of before.", attempt: 1));
        Assert.NotNull(Fail(resumed, 1, "Denied again."));
        Assert.Null(Fail(Running, part: null, "The archive was not there in time."));
    }

    [Fact]
    public void Failures_AreBounded()
    {
        var job = Running;
        for (var i = 0; i < 50; i++) job = ReplayControl.Resume(Fail(job, i, $"{i}")!, Now)!;
        Assert.Equal(51, job.Attempt);
        Assert.Equal(Enumerable.Range(30, 20).Select(i => $"{i}"), job.Failures.Select(f => f.Reason));
        for (var i = 0; i < 50; i++) job = Fail(job, i, $"part {i}") ?? job;
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"part {i}"), job.Failures.Select(f => f.Reason));
    }

    [Theory]
    [InlineData("Cancelling")]
    [InlineData("Cancelled")]
    [InlineData("Done")]
    public void CancelledOrDone_DoesNotFail(string state) => Assert.Null(Fail(Running.To(Enum.Parse<ReplayState>(state), Now), 0, "Too late."));

    [Fact]
    public void Cancelled_WhileItCouldBeResumed_StaysCancelled()
    {
        var cancelling = ReplayControl.Cancel(Fail(Running, 0, "Denied.")!, Now)!;
        Assert.Equal((ReplayState.Cancelling, null, null), (cancelling.State, cancelling.ResumableUntil, cancelling.Error));
        Assert.Throws<PlatformException>(() => ReplayControl.Resume(cancelling, Now));
        Assert.Throws<PlatformException>(() => ReplayControl.Resume(cancelling.To(ReplayState.Cancelled, Now), Now));
    }

    [Fact]
    public void GivenUp_IsWhatNobodyResumedInTime_AndFinal()
    {
        var failed = Fail(Running, 0, "Denied.")!;
        Assert.Null(ReplayFailing.GiveUp(failed, Now + Kept - TimeSpan.FromTicks(1)));
        Assert.Null(ReplayFailing.GiveUp(ReplayControl.Resume(failed, Now)!, Now + Kept));
        var final = ReplayFailing.GiveUp(failed, Now + Kept)!;
        Assert.Equal((false, true, "Denied."), (failed.IsFinal, final.IsFinal, final.Error));
        Assert.Null(ReplayFailing.GiveUp(final, Now + Kept));
        Assert.Null(Fail(final, 1, "Too late."));
        foreach (var job in new[] { failed, final })
        {
            var refused = Assert.Throws<PlatformException>(() => ReplayControl.Resume(job, Now + Kept));
            Assert.Equal(FailureKind.Conflict, refused.Kind);
            Assert.Contains("ResumableFor", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Clock_StandsStillWhileFailed()
    {
        var arrival = Now.AddDays(-1);
        var failed = Fail(Running with { Pace = new() { Speed = 10 }, Clock = new(Now, arrival) }, 0, "Denied.", Now.AddSeconds(6))!;
        Assert.Equal(new ReplayClock(Now.AddMinutes(30), arrival.AddSeconds(60)), ReplayControl.Resume(failed, Now.AddMinutes(30))!.Clock);
        var paused = ReplayControl.Pause(Running with { Pace = new() { Speed = 10 }, Clock = new(Now, arrival) }, Now.AddSeconds(6))!;
        Assert.Equal(arrival.AddSeconds(60), Fail(paused, 0, "Denied.", Now.AddMinutes(1))!.Clock!.Arrival);
    }

    [Fact]
    public void Pace_IsChangedBeforeTheResumption_WhereTheClockStoodAtTheFailure()
    {
        var failed = Fail(Running with { Pace = new() { Speed = 10 }, Clock = new(Now, Now.AddDays(-1)) }, 0, "Throttled.", Now.AddSeconds(6))!;
        var slower = ReplayControl.ChangePace(failed, new() { Speed = 1 }, Now.AddMinutes(20))!;
        Assert.Equal((ReplayState.Failed, 1d, failed.Clock, failed.ResumableUntil), (slower.State, slower.Pace!.Speed, slower.Clock, slower.ResumableUntil));
        Assert.Equal(new ReplayClock(Now.AddMinutes(30), Now.AddDays(-1).AddSeconds(60)), ReplayControl.Resume(slower, Now.AddMinutes(30))!.Clock);
        Assert.Throws<PlatformException>(() => ReplayControl.ChangePace(ReplayFailing.GiveUp(failed, DateTimeOffset.MaxValue)!, null, Now));
    }

    [Fact]
    public void DocumentOfAnEarlierVersion_IsAFailureThatIsFinal()
    {
        var job = JsonSerializer.Deserialize("""
            {"id":"20260101T000000000Z-000000","spec":{"source":"a","target":"b"},"requestedAt":"2026-01-01T00:00:00Z","formatVersion":2,"state":"failed","error":"Denied.",
             "changes":[{"number":1,"state":"planning","at":"2026-01-01T00:00:00Z"},{"number":2,"state":"failed","at":"2026-01-01T00:00:01Z"}],"finishedAt":"2026-01-01T00:00:01Z"}
            """, ReplayJson.Readable.ReplayJob)!;
        Assert.Equal((1, 0, true), (job.Attempt, job.Failures.Count, job.IsFinal));
    }

    private static ReplayJob? Fail(ReplayJob job, int? part, string reason, DateTimeOffset? at = null, int? attempt = null) =>
        ReplayFailing.Fail(job, new(attempt ?? job.Attempt, at ?? Now, part, reason), new(2, 1, 1), Kept);
}
