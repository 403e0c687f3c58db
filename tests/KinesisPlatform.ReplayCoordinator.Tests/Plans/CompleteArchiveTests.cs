using KinesisPlatform.Contracts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.ReplayCoordinator.Tests.Plans;

public sealed class CompleteArchiveTests
{
    private static readonly DateTimeOffset Until = Records.Start.AddHours(1);

    [Fact]
    public async Task Wait_AsksTheArchiverAndEndsWithItsCommit()
    {
        var (complete, archive, bus, signal, _) = Create();
        var waiting = complete.WaitAsync(FakeArchive.Source, Until, default);
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
        var (complete, archive, bus, _, time) = Create(TimeSpan.FromDays(3650));
        var waiting = complete.WaitAsync(FakeArchive.Source, Until, default);
        while (bus.Sent.Count < 2 && !waiting.IsCompleted) await StepAsync(time);
        archive.Append(Records.Record(1));
        while (!waiting.IsCompleted) await StepAsync(time);
        Assert.Equal(1, (await waiting).RecordCount);
    }

    [Fact]
    public async Task Wait_EndsInTimeWithWhatToDo()
    {
        var (complete, archive, _, _, time) = Create();
        var waiting = complete.WaitAsync(FakeArchive.Source, Until, default);
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

    private static (CompleteArchive, FakeArchive, FakeBus, ArchiveSignal, FakeTimeProvider) Create(TimeSpan? patience = null)
    {
        var (streams, archive, signal, time) = (new FakeStreams(), new FakeArchive(), new ArchiveSignal(), new FakeTimeProvider(Records.Start));
        streams.Descriptions[FakeArchive.Source] = FakeStreams.Describe("flights", new ShardDescription(Records.Shard0, [], 0, UInt128.MaxValue, IsClosed: false));
        var bus = new FakeBus(new ServiceCollection().BuildServiceProvider()) { Delivers = _ => false };
        return (new(new(archive, time), streams, bus, signal, Options.Create(new ReplayOptions { ArchiveWaitMax = patience ?? TimeSpan.FromMinutes(2) })), archive, bus, signal, time);
    }
}
