using KinesisPlatform.Sql.Workers;

namespace KinesisPlatform.Sql.Tests.Workers;

public sealed class WorkerSlotsTests
{
    [Fact]
    public async Task Take_OneTenantAtItsMost_LeavesRoomForAnother()
    {
        var slots = new WorkerSlots(slotsMax: 3, perTenantMax: 2, queueMax: 4);
        await slots.TakeAsync("a", default);
        await slots.TakeAsync("a", default);
        var third = slots.TakeAsync("a", default);
        Assert.False(third.IsCompleted);
        await slots.TakeAsync("b", default);
        slots.Release("a");
        await third;
    }

    [Fact]
    public async Task Release_SeveralWait_TheTenantWithFewestGoesFirst()
    {
        var slots = new WorkerSlots(slotsMax: 2, perTenantMax: 2, queueMax: 4);
        await slots.TakeAsync("a", default);
        await slots.TakeAsync("a", default);
        var again = slots.TakeAsync("a", default);
        var other = slots.TakeAsync("b", default);
        slots.Release("a");
        await other;
        Assert.False(again.IsCompleted);
        slots.Release("b");
        await again;
    }

    [Fact]
    public async Task Take_QueueFull_TheTenantWithMostInItMakesRoom()
    {
        var slots = new WorkerSlots(slotsMax: 1, perTenantMax: 1, queueMax: 2);
        await slots.TakeAsync("a", default);
        var first = slots.TakeAsync("a", default);
        var second = slots.TakeAsync("a", default);
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => slots.TakeAsync("a", default))).Kind);
        var other = slots.TakeAsync("b", default);
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => second)).Kind);
        // One each wait now: nobody has more than another.
        Assert.Equal(FailureKind.Unavailable, (await Assert.ThrowsAsync<PlatformException>(() => slots.TakeAsync("c", default))).Kind);
        slots.Release("a");
        await Task.WhenAny(first, other);
    }

    [Fact]
    public async Task Take_Cancelled_LeavesTheQueue()
    {
        var slots = new WorkerSlots(slotsMax: 1, perTenantMax: 1, queueMax: 1);
        await slots.TakeAsync("a", default);
        using var stop = new CancellationTokenSource();
        var waiting = slots.TakeAsync("a", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => waiting);
        var next = slots.TakeAsync("b", default);
        slots.Release("a");
        await next;
    }
}
