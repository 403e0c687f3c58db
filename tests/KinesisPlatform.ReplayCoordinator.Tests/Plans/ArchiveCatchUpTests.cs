using KinesisPlatform.Archive;
using KinesisPlatform.Contracts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.Streams;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Tests.Plans;

public sealed class ArchiveCatchUpTests
{
    private static readonly DateTimeOffset Until = Records.Start.AddHours(1);

    [Fact]
    public void Behind_IsAShardThatWasNotReadThatFar() => Assert.Equal(
        [Records.Shard(1), Records.Shard(2)],
        Behind([Listed(0), Listed(1), Listed(2)], At(0, Until), At(1, Until.AddTicks(-1))));

    [Fact]
    public void Behind_IsNoShardThatEnded() => Assert.Empty(Behind([Listed(0)], At(0, Records.Start) with { IsEnded = true }));

    [Fact]
    public void Behind_IsNoChildOfAParentThatHadNotEndedThen() => Assert.Empty(Behind([Listed(0), Listed(1, 0)], At(0, Until)));

    [Fact]
    public void Behind_IsAChildOfAParentThatEnded() => Assert.Equal([Records.Shard(1)], Behind([Listed(0), Listed(1, 0)], At(0, Until) with { IsEnded = true }));

    [Fact]
    public void Behind_IsNoClosedShardThatLeftTheMapBeforeItsChildren() =>
        Assert.Empty(Behind([Listed(0) with { IsClosed = true }, Listed(1, 0), Listed(2, 0)], At(1, Until), At(2, Until)));

    [Fact]
    public void Behind_IsEveryShardOfAStreamCreatedAgain()
    {
        var source = FakeStreams.Describe("flights", Listed(0)) with { CreatedAt = Records.Start.AddMinutes(1) };
        Assert.Equal([Records.Shard0], ArchiveProgress.Behind(source, Version(At(0, Until)), Until));
    }

    [Fact]
    public void Behind_IsNothingOfAStreamThatIsGone() => Assert.Empty(ArchiveProgress.Behind(null, Version(), Until));

    [Fact]
    public async Task Wait_AsksTheArchiverAndEndsWithItsCommit()
    {
        var (catchUp, archive, bus, signal, _) = Create();
        var waiting = catchUp.WaitAsync(archive, Until, default);
        Assert.Equal(new FlushArchive("flights", Until), Assert.Single(bus.Sent));
        Assert.False(waiting.IsCompleted);
        archive.Append(Records.Record(1));
        signal.Notify();
        Assert.Equal(1, (await waiting).RecordCount);
    }

    [Fact]
    public async Task Wait_LooksByItselfAndAsksAgain()
    {
        // The clock may run far ahead of a busy machine's threads: patience must not end here.
        var (catchUp, archive, bus, _, time) = Create(TimeSpan.FromDays(3650));
        var waiting = catchUp.WaitAsync(archive, Until, default);
        while (bus.Sent.Count < 2 && !waiting.IsCompleted) await StepAsync(time);
        archive.Append(Records.Record(1));
        while (!waiting.IsCompleted) await StepAsync(time);
        Assert.Equal(1, (await waiting).RecordCount);
    }

    [Fact]
    public async Task Wait_EndsInTimeWithWhatToDo()
    {
        var (catchUp, archive, _, _, time) = Create();
        var waiting = catchUp.WaitAsync(archive, Until, default);
        while (!waiting.IsCompleted) await StepAsync(time);
        var e = await Assert.ThrowsAsync<PlatformException>(() => waiting);
        Assert.Equal(FailureKind.Invalid, e.Kind);
        Assert.Contains("archiver", e.Message, StringComparison.Ordinal);
    }

    private static async Task StepAsync(FakeTimeProvider time)
    {
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.Yield();
    }

    private static (ArchiveCatchUp, FakeArchive, FakeBus, ArchiveSignal, FakeTimeProvider) Create(TimeSpan? patience = null)
    {
        var (streams, archive, signal, time) = (new FakeStreams(), new FakeArchive(), new ArchiveSignal(), new FakeTimeProvider(Records.Start));
        streams.Descriptions[FakeArchive.Source] = FakeStreams.Describe("flights", Listed(0));
        var bus = new FakeBus(new ServiceCollection().BuildServiceProvider()) { Delivers = _ => false };
        return (new(streams, bus, signal, Options.Create(new ReplayOptions { ArchiveWaitMax = patience ?? TimeSpan.FromMinutes(2) }), time), archive, bus, signal, time);
    }

    private static IReadOnlyList<ShardId> Behind(ShardDescription[] shards, params ShardCheckpoint[] checkpoints) =>
        ArchiveProgress.Behind(FakeStreams.Describe("flights", shards), Version(checkpoints), Until);

    private static TableVersion Version(params ShardCheckpoint[] checkpoints) =>
        new(1, 1, "m", Records.Start, new(new(new("flights"), Records.Start), checkpoints.ToDictionary(c => c.ShardId), []), 1, 1, 1);

    private static ShardDescription Listed(int number, params int[] parents) => new(Records.Shard(number), [.. parents.Select(Records.Shard)], 0, UInt128.MaxValue, IsClosed: false);

    private static ShardCheckpoint At(int number, DateTimeOffset readUpTo) => new(Records.Shard(number), Records.Sequence(5), IsEnded: false, readUpTo);
}
