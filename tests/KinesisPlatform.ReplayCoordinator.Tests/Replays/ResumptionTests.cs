using System.Globalization;
using System.Text.Json;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Plans;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>Replays that failed and go on after what was wrong is mended.</summary>
public sealed class ResumptionTests
{
    // Time enough to write down where a part was when it failed, however busy the machine: then nothing is sent twice.
    private static readonly Dictionary<string, string?> Impatient = new()
    {
        ["ReplayCoordinator:RetriesMax"] = "1", ["ReplayCoordinator:CheckpointInterval"] = "00:00:02",
    };

    [Fact]
    public async Task RefusedCaller_ResumedAfterThePolicyIsMended_SendsEveryRecordOnceInOrder()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        var isDenied = true;
        harness.Streams.OnPut = (_, _) => isDenied && harness.Streams.Put.Count >= 6 ? throw Denied() : Task.CompletedTask;
        harness.Archive.Append(Enumerable.Range(0, 30).Select(i => Records.Record(i)));
        var failed = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Failed, Denied().Message), (failed.State, failed.Error));
        Assert.Equal([new(1, failed.FinishedAt!.Value, 0, Denied().Message)], failed.Failures);
        // Its snapshot stays, and whoever looks after unfinished replays comes back to it.
        Assert.Equal([failed.Id], await harness.Replays.ListActiveAsync(default));
        Assert.Single(harness.Archive.Pins);
        isDenied = false;
        var job = await ResumedAsync(harness, failed.Id);
        Assert.Equal((ReplayState.Done, 2, null, 30L), (job.State, job.Attempt, job.Error, job.Counts!.Sent));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), Sequences(harness));
        await AssertCleanAsync(harness);
    }

    [Fact]
    public async Task PartThatIsDone_IsNotSentAgain_AndDeadLettersAreListedOnce()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        var isKilled = true;
        harness.Archive.OnRead = record =>
        {
            if (isKilled && record.SequenceNumber == Records.Sequence(113)) throw new PlatformException(FailureKind.Internal, "The query worker was killed.");
        };
        harness.Archive.Append([
            .. Enumerable.Range(0, 10).Select(i => Records.Record(i, key: "a")),
            .. Enumerable.Range(100, 20).Select(i => Records.Record(i, i % 4 == 0 ? """{"_replay":"mine"}""" : "{}", key: "b", shard: 1)),
        ]);
        harness.Streams.Descriptions[FakeArchive.Source] = FakeStreams.Describe("flights",
            new(Records.Shard(0), [], 0, UInt128.MaxValue, IsClosed: true), new(Records.Shard(1), [Records.Shard(0)], 0, UInt128.MaxValue, IsClosed: false));
        var failed = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        var view = await harness.Get<ReplayReporter>().DescribeAsync(failed, default);
        Assert.Equal(["done", "failed"], view.Parts!.Select(part => part.State));
        var before = harness.Streams.Put.Count;
        isKilled = false;
        var job = await ResumedAsync(harness, failed.Id);
        Assert.Equal((ReplayState.Done, 25L, 5L), (job.State, job.Counts!.Sent, job.Counts.DeadLettered));
        Assert.All(harness.Streams.Put.Skip(before), record => Assert.Equal("b", record.PartitionKey));
        Assert.Equal(Sequences(harness).Distinct().Order(), Sequences(harness));
        var (letters, _) = await harness.Get<DeadLetterStore>().ListAsync(job.Id, after: null, 100, default);
        Assert.Equal(["100", "104", "108", "112", "116"], letters.Select(letter => letter.SequenceNumber));
    }

    [Fact]
    public async Task FailedPlanning_IsResumedByPlanning()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        var isDenied = true;
        harness.Archive.OnOpen = () =>
        {
            if (isDenied) throw new PlatformException(FailureKind.Invalid, "AWS denies access to the bucket.");
        };
        harness.Archive.Append(Enumerable.Range(0, 5).Select(i => Records.Record(i)));
        var failed = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Failed, null, null), (failed.State, failed.StartedAt, failed.Failures[0].Part));
        isDenied = false;
        var job = await ResumedAsync(harness, failed.Id);
        Assert.Equal([ReplayState.Planning, ReplayState.Failed, ReplayState.Planning, ReplayState.Running, ReplayState.Done], job.Changes.Select(change => change.State));
        Assert.Equal(5, harness.Streams.Put.Count);
    }

    [Fact]
    public async Task CoordinatorThatIsReplacedMeanwhile_TakesTheReplayUp()
    {
        var (store, archive, streams) = (new MemoryObjectStore(TimeProvider.System), new FakeArchive(), new FakeStreams());
        archive.Append(Enumerable.Range(0, 20).Select(i => Records.Record(i)));
        streams.OnPut = (_, _) => streams.Put.Count >= 8 ? throw Denied() : Task.CompletedTask;
        var time = new FakeTimeProvider(Records.Start.AddDays(1));
        string id;
        await using (var first = await ReplayHarness.StartAsync(store, archive, streams, Impatient, time)) id = (await first.FinishedAsync((await first.RequestAsync()).Id)).Id;
        streams.OnPut = null;
        await using var second = await ReplayHarness.StartAsync(store, archive, streams, Impatient, time);
        Assert.Equal(ReplayState.Done, (await ResumedAsync(second, id)).State);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), Sequences(second));
    }

    [Fact]
    public async Task ResumedByManyAtOnce_AndByOneWhoHearsNoAnswer_IsOneAttempt()
    {
        var (store, archive, streams) = (new MemoryObjectStore(TimeProvider.System), new FakeArchive(), new FakeStreams());
        await using var first = await ReplayHarness.StartAsync(store, archive, streams, Impatient);
        await using var second = await ReplayHarness.StartAsync(store, archive, streams, Impatient, first.Time);
        archive.Append(Enumerable.Range(0, 20).Select(i => Records.Record(i)));
        streams.OnPut = (_, _) => throw Denied();
        var id = (await first.FinishedAsync((await first.RequestAsync()).Id)).Id;
        var allHave = new TaskCompletionSource();
        streams.OnPut = (_, _) => allHave.Task;
        first.Store.LosesNextResponse = true;
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Task.Run(() => ResumeAsync(i % 2 == 0 ? first : second, id))));
        allHave.SetResult();
        Assert.Equal((ReplayState.Done, 2), ((await first.FinishedAsync(id)).State, (await first.FinishedAsync(id)).Attempt));
        Assert.Equal(20, streams.Put.Count);
    }

    [Fact]
    public async Task PartThatFailsOnlyAfterTheResumption_DoesNotFailItAgain()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        var (isDenied, waits, goOn) = (true, new TaskCompletionSource(), new TaskCompletionSource());
        harness.Streams.OnPut = async (records, _) =>
        {
            if (!isDenied) return;
            if (records[0].PartitionKey == "late")
            {
                waits.TrySetResult();
                // Deaf to what stops it.
                await goOn.Task.WaitAsync(ReplayHarness.Patience, CancellationToken.None);
            }
            else await waits.Task.WaitAsync(ReplayHarness.Patience, CancellationToken.None);
            throw new PlatformException(FailureKind.NotFound, $"The first attempt's {records[0].PartitionKey}.");
        };
        harness.Streams.Descriptions[FakeArchive.Source] = FakeStreams.Describe("flights", new(Records.Shard(0), [], 0, 9, IsClosed: false), new(Records.Shard(1), [], 10, UInt128.MaxValue, IsClosed: false));
        harness.Archive.Append([.. Enumerable.Range(0, 10).Select(i => Records.Record(i, key: "early")), .. Enumerable.Range(100, 10).Select(i => Records.Record(i, key: "late", shard: 1))]);
        var failed = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Contains("early", Assert.Single(failed.Failures).Reason, StringComparison.Ordinal);
        isDenied = false;
        await ResumeAsync(harness, failed.Id);
        goOn.SetResult();
        var job = await harness.FinishedAsync(failed.Id);
        Assert.Equal((ReplayState.Done, 2, 1), (job.State, job.Attempt, job.Failures.Count));
        Assert.Equal(20, harness.Streams.Put.Count);
    }

    [Fact]
    public async Task LateMessages_OfAFailedReplay_StartNothing()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        var (puts, work, parts) = (0, harness.Get<ReplayWork>(), harness.Get<PartStore>());
        harness.Streams.OnPut = (_, _) =>
        {
            puts++;
            throw Denied();
        };
        harness.Archive.Append(Enumerable.Range(0, 4).Select(i => Records.Record(i)));
        var failed = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        // Nobody plans it, or sends its part, any more.
        Task IdleAsync() => ReplayHarness.UntilAsync(
            () => Task.FromResult(work.Plans.TryStart(failed.Id, _ => Task.CompletedTask) && work.Parts.TryStart($"{failed.Id}/0", _ => Task.CompletedTask)), isIdle => isIdle, harness.Time);
        await IdleAsync();
        var (putsBefore, before) = (puts, await parts.LoadAsync(failed.Id, 0, default));
        var looks = 0;
        harness.Store.OnRead = key =>
        {
            if (key.EndsWith($"/{failed.Id}.json", StringComparison.Ordinal)) Interlocked.Increment(ref looks);
            return Task.CompletedTask;
        };
        foreach (var message in harness.Bus.Sent.Where(message => message is Contracts.StartReplay or Contracts.RunReplayPart).ToList())
        {
            looks = 0;
            // Until whoever is to do it has looked at the replay: as long as the slot is taken it is refused.
            await ReplayHarness.UntilAsync(async () =>
            {
                await (message is Contracts.StartReplay start ? harness.Bus.SendAsync(start, default) : harness.Bus.SendAsync((Contracts.RunReplayPart)message, default));
                return looks;
            }, count => count >= 3, harness.Time);
            await IdleAsync();
        }
        Assert.Equal((putsBefore, before), (puts, await parts.LoadAsync(failed.Id, 0, default)));
        Assert.Equal(ReplayState.Failed, (await harness.Replays.FindAsync(failed.Id, default))!.State);
        harness.Streams.OnPut = null;
        var job = await ResumedAsync(harness, failed.Id);
        Assert.Equal(ReplayState.Done, job.State);
        Assert.Equal([0, 1, 2, 3], Sequences(harness));
    }

    [Fact]
    public async Task NobodyResumesItInTime_LetsThePinGo_AndSaysSo()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: new(Impatient) { ["ReplayCoordinator:ResumableFor"] = "00:00:00.200" });
        harness.Streams.OnPut = (_, _) => throw Denied();
        harness.Archive.Append(Records.Record(1));
        var id = (await harness.FinishedAsync((await harness.RequestAsync()).Id)).Id;
        await AssertCleanAsync(harness);
        var refused = await Assert.ThrowsAsync<PlatformException>(() => ResumeAsync(harness, id));
        Assert.Equal(FailureKind.Conflict, refused.Kind);
        Assert.Contains("Request it again", refused.Message, StringComparison.Ordinal);
        Assert.Equal((ReplayState.Failed, Denied().Message), ((await harness.Replays.FindAsync(id, default))!.State, (await harness.Replays.FindAsync(id, default))!.Error));
    }

    [Fact]
    public async Task SnapshotThatIsLost_IsAFailureThatNobodyResumes()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        harness.Streams.OnPut = (_, _) => throw Denied();
        harness.Archive.Append(Records.Record(1));
        var id = (await harness.FinishedAsync((await harness.RequestAsync()).Id)).Id;
        await harness.Archive.UnpinAsync(ReplayPlan.TagOf(id), default);
        var job = await ResumedAsync(harness, id);
        Assert.Equal((ReplayState.Failed, 2, true), (job.State, job.Attempt, job.IsFinal));
        Assert.Contains("is not pinned any more", job.Error, StringComparison.Ordinal);
        await AssertCleanAsync(harness);
    }

    [Fact]
    public async Task Sweeps_LookAtAFailedReplayNowAndThen_AndTakeItUpWhereWhoeverResumedItHasEnded()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        harness.Streams.OnPut = (_, _) => throw Denied();
        harness.Archive.Append(Records.Record(1));
        var id = (await harness.FinishedAsync((await harness.RequestAsync()).Id)).Id;
        var (looks, sweeps) = (0, 0);
        harness.Store.OnRead = key =>
        {
            if (key.EndsWith($"/{id}.json", StringComparison.Ordinal)) Interlocked.Increment(ref looks);
            if (key.EndsWith("_replay-active/", StringComparison.Ordinal)) Interlocked.Increment(ref sweeps);
            return Task.CompletedTask;
        };
        await ReplayHarness.UntilAsync(() => Task.FromResult(sweeps), count => count >= 3, harness.Time);
        (looks, sweeps) = (0, 0);
        await ReplayHarness.UntilAsync(() => Task.FromResult(sweeps), count => count >= 10, harness.Time);
        Assert.Equal(0, looks);
        harness.Streams.OnPut = null;
        await harness.Replays.UpdateAsync(id, job => ReplayControl.Resume(job, harness.Time.GetUtcNow()), default);
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ReplayState.Done, (await harness.FinishedAsync(id)).State);
    }

    [Fact]
    public async Task TooManyFailedReplaysOfOneSource_AreGivenUpOldestFirst()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: new(Impatient) { ["ReplayCoordinator:ResumableMax"] = "2" });
        harness.Streams.OnPut = (_, _) => throw Denied();
        harness.Archive.Append(Records.Record(1));
        var ids = new List<string>();
        for (var i = 0; i < 4; i++) ids.Add((await harness.FinishedAsync((await harness.RequestAsync()).Id)).Id);
        await ReplayHarness.UntilAsync(() => harness.Replays.ListActiveAsync(default), active => active.Count == 2, harness.Time);
        Assert.Equal([true, true, false, false], (await Task.WhenAll(ids.Select(id => harness.Replays.FindAsync(id, default)))).Select(job => job!.IsFinal));
        Assert.Equal(ids.Skip(2).Select(ReplayPlan.TagOf).Order(), harness.Archive.Pins.Order());
        harness.Streams.OnPut = null;
        Assert.Equal(ReplayState.Done, (await ResumedAsync(harness, ids[3])).State);
    }

    [Fact]
    public async Task CancelledInsteadOfResumed_LetsThePinGo_AndStaysSo()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        harness.Streams.OnPut = (_, _) => throw Denied();
        harness.Archive.Append(Records.Record(1));
        var id = (await harness.FinishedAsync((await harness.RequestAsync()).Id)).Id;
        await harness.Replays.UpdateAsync(id, job => ReplayControl.Cancel(job, harness.Time.GetUtcNow()), default);
        // When sweeps look at failed replays again.
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        await AssertCleanAsync(harness);
        Assert.Equal(ReplayState.Cancelled, (await harness.Replays.FindAsync(id, default))!.State);
        await Assert.ThrowsAsync<PlatformException>(() => ResumeAsync(harness, id));
        Assert.Empty(harness.Streams.Put);
    }

    [Fact]
    public async Task CancelledWhileAPartFails_IsCancelled()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: Impatient);
        var (waits, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        harness.Streams.OnPut = async (_, _) =>
        {
            waits.TrySetResult();
            await goOn.Task.WaitAsync(ReplayHarness.Patience, CancellationToken.None);
            throw new PlatformException(FailureKind.Internal, "Too late to matter.");
        };
        harness.Archive.Append(Records.Record(1));
        var id = (await harness.RequestAsync()).Id;
        await waits.Task.WaitAsync(ReplayHarness.Patience);
        await harness.Replays.UpdateAsync(id, job => ReplayControl.Cancel(job, harness.Time.GetUtcNow()), default);
        goOn.SetResult();
        Assert.Equal(ReplayState.Cancelled, (await harness.FinishedAsync(id)).State);
        await AssertCleanAsync(harness);
    }

    private static async Task ResumeAsync(ReplayHarness harness, string id)
    {
        await harness.Replays.UpdateAsync(id, job => ReplayControl.Resume(job, harness.Time.GetUtcNow()), default);
        await harness.Get<ReplayAdvancer>().AdvanceAsync(id, default);
    }

    private static async Task<ReplayJob> ResumedAsync(ReplayHarness harness, string id)
    {
        await ResumeAsync(harness, id);
        return await harness.FinishedAsync(id);
    }

    private static async Task AssertCleanAsync(ReplayHarness harness)
    {
        await ReplayHarness.UntilAsync(() => harness.Replays.ListActiveAsync(default), active => active.Count == 0, harness.Time);
        Assert.Empty(harness.Archive.Pins);
    }

    private static List<long> Sequences(ReplayHarness harness) => [.. harness.Streams.Put.Select(record =>
    {
        using var document = JsonDocument.Parse(record.Data);
        return long.Parse(document.RootElement.GetProperty("_replay").GetProperty("seq").GetString()!, CultureInfo.InvariantCulture);
    })];

    private static PlatformException Denied() => new(FailureKind.Invalid, "AWS denies access to stream flights-replay.");
}
