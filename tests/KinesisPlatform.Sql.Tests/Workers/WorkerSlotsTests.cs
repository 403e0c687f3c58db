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
    public async Task Release_AllHaveAsMany_TheTenantWhoseTurnIsLongestAgoGoesFirst()
    {
        var slots = new WorkerSlots(slotsMax: 1, perTenantMax: 1, queueMax: 10);
        await slots.TakeAsync("a", default);
        var many = Enumerable.Range(0, 5).Select(_ => slots.TakeAsync("a", default)).ToList();
        var (one, other) = (slots.TakeAsync("b", default), slots.TakeAsync("c", default));
        slots.Release("a");
        await one;
        slots.Release("b");
        await other;
        Assert.DoesNotContain(many, waiting => waiting.IsCompleted);
        slots.Release("c");
        await many[0];
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(8, 3)]
    public async Task Release_SomeSendWithoutEnd_EachTurnOfAnotherIsOneOfAFew(int slotsMax, int perTenantMax)
    {
        string[] floods = ["x", "y", "z"];
        var (slots, random) = (new WorkerSlots(slotsMax, perTenantMax, queueMax: 1000), new Random(1));
        var (running, waiting) = (new List<string>(), new List<(Task Turn, string Tenant)>());
        for (var i = 0; i < 300; i++) waiting.Add((slots.TakeAsync(floods[i % floods.Length], default), floods[i % floods.Length]));
        while (running.Count < slotsMax) await AdmitAsync();
        for (var asked = 0; asked < 50; asked++)
        {
            waiting.Add((slots.TakeAsync("small", default), "small"));
            var turns = 0;
            for (var admitted = ""; admitted != "small"; turns++)
            {
                var ended = running[random.Next(running.Count)];
                running.Remove(ended);
                slots.Release(ended);
                // It sends another at once.
                waiting.Add((slots.TakeAsync(ended, default), ended));
                admitted = await AdmitAsync();
            }
            Assert.InRange(turns, 1, floods.Length + slotsMax);
            running.Remove("small");
            slots.Release("small");
            await AdmitAsync();
        }

        // As long as enough wait, each slot that is released lets one in.
        async Task<string> AdmitAsync()
        {
            var turn = await Task.WhenAny(waiting.Select(one => one.Turn));
            var admitted = waiting.First(one => one.Turn == turn);
            waiting.Remove(admitted);
            running.Add(admitted.Tenant);
            return admitted.Tenant;
        }
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
