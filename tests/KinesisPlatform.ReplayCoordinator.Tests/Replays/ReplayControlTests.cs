using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

public sealed class ReplayControlTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly ReplayJob Planning = new("id", new("a", "b"), Now, null);
    private static readonly ReplayJob Running = (Planning with { StartedAt = Now }).To(ReplayState.Running, Now);

    [Fact]
    public void Paused_GoesOnWhereItWas()
    {
        Assert.Equal(ReplayState.Planning, ReplayControl.Resume(ReplayControl.Pause(Planning, Now)!, Now)!.State);
        Assert.Equal(ReplayState.Running, ReplayControl.Resume(ReplayControl.Pause(Running, Now)!, Now)!.State);
    }

    [Fact]
    public void WhatIsSoAlready_ChangesNothing()
    {
        Assert.Null(ReplayControl.Pause(ReplayControl.Pause(Running, Now)!, Now));
        Assert.Null(ReplayControl.Resume(Running, Now));
        Assert.Null(ReplayControl.Cancel(ReplayControl.Cancel(Running, Now)!, Now));
        Assert.Null(ReplayControl.ChangePace(Running, null, Now));
    }

    [Theory]
    [InlineData("Done")]
    [InlineData("Failed")]
    [InlineData("Cancelled")]
    public void Ended_CannotBeChanged(string state)
    {
        var job = Running.To(Enum.Parse<ReplayState>(state), Now);
        Assert.Equal(FailureKind.Conflict, Assert.Throws<PlatformException>(() => ReplayControl.Pause(job, Now)).Kind);
        Assert.Equal(FailureKind.Conflict, Assert.Throws<PlatformException>(() => ReplayControl.Resume(job, Now)).Kind);
        Assert.Equal(FailureKind.Conflict, Assert.Throws<PlatformException>(() => ReplayControl.ChangePace(job, new() { Share = 1 }, Now)).Kind);
        if (job.State != ReplayState.Cancelled) Assert.Equal(FailureKind.Conflict, Assert.Throws<PlatformException>(() => ReplayControl.Cancel(job, Now)).Kind);
    }

    [Fact]
    public void Cancelling_CannotBeTakenBack() => Assert.Throws<PlatformException>(() => ReplayControl.Resume(ReplayControl.Cancel(Running, Now)!, Now));

    [Fact]
    public void Clock_StandsStillWhilePaused_AndGoesOnAtTheNewSpeedFromWhereItIs()
    {
        var arrival = Now.AddDays(-1);
        var job = Running with { Pace = new() { Speed = 10 }, Clock = new(Now, arrival) };
        var paused = ReplayControl.Pause(job, Now.AddSeconds(6))!;
        var resumed = ReplayControl.Resume(paused, Now.AddHours(1))!;
        Assert.Equal(new ReplayClock(Now.AddHours(1), arrival.AddSeconds(60)), resumed.Clock);
        Assert.Equal(Now.AddHours(1).AddSeconds(1), resumed.Clock!.DueAt(arrival.AddSeconds(70), 10));
        var faster = ReplayControl.ChangePace(resumed, new() { Speed = 100 }, Now.AddHours(1).AddSeconds(1))!;
        Assert.Equal(new ReplayClock(Now.AddHours(1).AddSeconds(1), arrival.AddSeconds(70)), faster.Clock);
        Assert.Null(ReplayControl.ChangePace(faster, new() { RecordsPerSecond = 1 }, Now.AddHours(2))!.Clock);
        var changedWhilePaused = ReplayControl.ChangePace(paused, new() { Speed = 1 }, Now.AddMinutes(30))!;
        Assert.Equal(arrival.AddSeconds(60), ReplayControl.Resume(changedWhilePaused, Now.AddHours(1))!.Clock!.Arrival);
    }

    [Fact]
    public void Changes_AreNumberedAndBounded()
    {
        var job = Running;
        for (var i = 0; i < 200; i++) job = ReplayControl.Resume(ReplayControl.Pause(job, Now)!, Now)!;
        Assert.Equal((100, 402L, ReplayState.Running), (job.Changes.Count, job.Changes[^1].Number, job.Changes[^1].State));
        Assert.Equal(Enumerable.Range(303, 100).Select(n => (long)n), job.Changes.Select(c => c.Number));
    }

    [Fact]
    public void SpeedOfACompactedReplay_IsRefused() => Assert.Equal(FailureKind.Invalid,
        Assert.Throws<PlatformException>(() => ReplayControl.ChangePace(Running with { Spec = Running.Spec with { Compact = ReplayCompaction.LastPerPartitionKey } }, new() { Speed = 1 }, Now)).Kind);
}
