using KinesisPlatform.Consumer.Applying;
using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Tests.Applying;

public sealed class ReplayAwareApplierTests
{
    private readonly InMemoryVersionStore<int> _versions = new();
    private readonly List<string> _applied = [];

    [Fact]
    public async Task Apply_NewerThenOlderThenSame_AppliesTheNewerOnce()
    {
        var applier = Applier();
        Assert.Equal(ApplyOutcome.Applied, await applier.ApplyAsync(1, Live(10), default));
        Assert.Equal(ApplyOutcome.Dropped, await applier.ApplyAsync(1, Live(9), default));
        Assert.Equal(ApplyOutcome.Dropped, await applier.ApplyAsync(1, Live(10), default));
        Assert.Equal(["10"], _applied);
    }

    [Fact]
    public async Task Apply_ReplayOlderThanATombstone_DoesNotBringTheKeyBack()
    {
        var applier = Applier();
        await applier.ApplyAsync(1, Live(10, isTombstone: true), default);
        Assert.Equal(ApplyOutcome.Dropped, await applier.ApplyAsync(1, Live(9), default));
        Assert.Equal(["10 deleted"], _applied);
    }

    [Fact]
    public async Task Apply_CallbackThrew_IsAppliedWhenDeliveredAgain()
    {
        var failing = new ReplayAwareApplier<int>(_versions, (_, _, _) => throw new IOException());
        await Assert.ThrowsAsync<IOException>(() => failing.ApplyAsync(1, Live(10), default).AsTask());
        Assert.Equal(new StoredVersion(Live(10).Version, IsApplied: false), await _versions.GetAsync(1, default));

        var applier = Applier();
        Assert.Equal(ApplyOutcome.Dropped, await applier.ApplyAsync(1, Live(9), default));
        Assert.Equal(ApplyOutcome.Applied, await applier.ApplyAsync(1, Live(10), default));
        Assert.Equal(ApplyOutcome.Dropped, await applier.ApplyAsync(1, Live(10), default));
        Assert.Equal(["10"], _applied);
    }

    [Fact]
    public async Task Apply_AnotherProcessAppliesANewerMeanwhile_IsOvertaken()
    {
        var other = Applier();
        var slow = new ReplayAwareApplier<int>(_versions, async (key, _, cancellationToken) => await other.ApplyAsync(key, Live(11), cancellationToken));
        Assert.Equal(ApplyOutcome.Overtaken, await slow.ApplyAsync(1, Live(10), default));
        Assert.Equal(new StoredVersion(Live(11).Version, IsApplied: true), await _versions.GetAsync(1, default));
    }

    [Fact]
    public async Task Apply_ManyAtOnceOfOneKey_RunOneAfterTheOtherAndEndWithTheNewest()
    {
        var running = 0;
        var last = "";
        var applier = new ReplayAwareApplier<int>(_versions, async (_, record, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            last = record.Original.SequenceNumber.ToString();
            Interlocked.Decrement(ref running);
        });
        await Parallel.ForEachAsync(Enumerable.Range(1, 500), async (i, cancellationToken) => await applier.ApplyAsync(1, Live(i * 7 % 501), cancellationToken));
        Assert.Equal("500", last);
    }

    private ReplayAwareApplier<int> Applier() => new(_versions, (_, record, _) =>
    {
        _applied.Add(record.Original.SequenceNumber + (record.IsTombstone ? " deleted" : ""));
        return default;
    });

    private static ReplayRecord Live(int sequenceNumber, bool isTombstone = false) => Delivery.Live(1, sequenceNumber, 0, isTombstone).Record;
}
