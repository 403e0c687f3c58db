using System.Collections.Concurrent;
using System.Text.Json;
using KinesisPlatform.Contracts;
using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.Streams;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>Whole replays, over fakes of everything outside of the coordinator.</summary>
public sealed class ReplayTests
{
    private static readonly ReplaySpec Spec = new("flights", "flights-replay");

    [Fact]
    public async Task Replay_SendsEveryRecordOnceAnnotatedAndInOrder()
    {
        await using var harness = await ReplayHarness.StartAsync();
        harness.Archive.Append(Flights(0, 20, shard: 0, key: "a").Concat(Flights(100, 20, shard: 1, key: "b")));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Done, (40L, 40L, 0L), 40L), (job.State, Of(job.Counts!), job.Planned));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => (long)i), SequencesOf(harness.Streams, "a"));
        Assert.Equal(Enumerable.Range(100, 20).Select(i => (long)i), SequencesOf(harness.Streams, "b"));
        await AssertCleanAsync(harness);
    }

    [Fact]
    public async Task ChildShard_StartsOnlyAfterItsParent()
    {
        await using var harness = await ReplayHarness.StartAsync();
        harness.Archive.Append(Flights(0, 10, shard: 0).Concat(Flights(100, 10, shard: 1)).Concat(Flights(200, 10, shard: 2)));
        harness.Streams.Descriptions[FakeArchive.Source] = FakeStreams.Describe("flights", Shard(0), Shard(1, 0), Shard(2, 1));
        await harness.FinishedAsync((await harness.RequestAsync()).Id);
        var sequences = SequencesOf(harness.Streams, "k");
        Assert.Equal(30, sequences.Count);
        Assert.Equal(sequences.Order(), sequences);
    }

    [Fact]
    public async Task Bounds_ConditionAndCompaction_Apply()
    {
        await using var harness = await ReplayHarness.StartAsync();
        harness.Archive.Conditions["late"] = r => r.SequenceNumber >= Records.Sequence(13);
        // The last of "a" within the bounds is 12, that of "b" 14, moved to another shard.
        harness.Archive.Append(Records.Record(9, key: "b"), Records.Record(10, key: "a"), Records.Record(12, key: "a"), Records.Record(13, key: "b"), Records.Record(14, key: "b", shard: 1), Records.Record(15, key: "b", shard: 1));
        var job = await harness.FinishedAsync((await harness.RequestAsync(Spec with { From = Records.Start.AddSeconds(9), To = Records.Start.AddSeconds(15), Where = "late", Compact = ReplayCompaction.LastPerPartitionKey })).Id);
        Assert.Equal((1L, 1L, 0L), Of(job.Counts!));
        Assert.Equal([14], SequencesOf(harness.Streams, "b"));
    }

    [Fact]
    public async Task EmptyArchive_IsDoneAtOnce()
    {
        await using var harness = await ReplayHarness.StartAsync();
        Assert.Equal(ReplayState.Done, (await harness.FinishedAsync((await harness.RequestAsync()).Id)).State);
    }

    [Fact]
    public async Task RecordThatCannotBeAnnotated_IsADeadLetter()
    {
        await using var harness = await ReplayHarness.StartAsync();
        harness.Archive.Append(Records.Record(1), Records.Record(2, new byte[1 << 20]), Records.Record(3, "text"), Records.Record(4));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Done, (4L, 3L, 1L)), (job.State, Of(job.Counts!)));
        var (letters, next) = await harness.Get<DeadLetterStore>().ListAsync(job.Id, after: null, 10, default);
        Assert.Equal("2", Assert.Single(letters).SequenceNumber);
        Assert.Null(next);
        Assert.Equal([1, 3, 4], SequencesOf(harness.Streams, "k"));
    }

    [Fact]
    public async Task DeadLetters_ArePaged()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: new() { ["ReplayCoordinator:DeadLettersPerDocumentMax"] = "2", ["ReplayCoordinator:ScannedRecordsMax"] = "2", ["ReplayCoordinator:RecordBytesMax"] = "1024" });
        harness.Archive.Append(Enumerable.Range(0, 11).Select(i => Records.Record(i, new byte[1024])));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        var (found, after) = (new List<DeadLetter>(), default(string));
        do
        {
            (var page, after) = await harness.Get<DeadLetterStore>().ListAsync(job.Id, after, 3, default);
            Assert.InRange(page.Count, 1, 4);
            found.AddRange(page);
        }
        while (after is not null);
        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"{i}"), found.Select(l => l.SequenceNumber));
    }

    [Fact]
    public async Task TargetThatFailsInPassing_IsTriedAgainWithoutLoss()
    {
        await using var harness = await ReplayHarness.StartAsync();
        var (calls, gate) = (0, new Lock());
        harness.Streams.OnPut = (_, _) =>
        {
            lock (gate) return ++calls % 3 == 0 ? throw new PlatformException(FailureKind.Unavailable, "Throttled.") : Task.CompletedTask;
        };
        harness.Archive.Append(Flights(0, 30));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Done, 30L), (job.State, job.Counts!.Sent));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => (long)i), SequencesOf(harness.Streams, "k"));
    }

    [Fact]
    public async Task TargetThatKeepsFailing_FailsTheReplayWithItsReason()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: new() { ["ReplayCoordinator:RetriesMax"] = "3" });
        harness.Streams.OnPut = (_, _) => throw new PlatformException(FailureKind.Unavailable, "The target does not answer.");
        harness.Archive.Append(Flights(0, 3));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Failed, "The target does not answer."), (job.State, job.Error));
    }

    [Fact]
    public async Task UnexpectedFailure_FailsTheReplayWithoutShowingTheInside()
    {
        await using var harness = await ReplayHarness.StartAsync();
        harness.Archive.OnRead = _ => throw new InvalidOperationException("secret");
        harness.Archive.Append(Flights(0, 3));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal(ReplayState.Failed, job.State);
        Assert.DoesNotContain("secret", job.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LostMessages_AreSentAgain()
    {
        await using var harness = await ReplayHarness.StartAsync();
        var (lost, gate) = (new HashSet<Type>(), new Lock());
        harness.Bus.Delivers = message =>
        {
            lock (gate) return !lost.Add(message.GetType());
        };
        harness.Archive.Append(Flights(0, 3));
        Assert.Equal(ReplayState.Done, (await harness.FinishedAsync((await harness.RequestAsync()).Id)).State);
    }

    [Fact]
    public async Task MessageThatCannotBeSentWhenAPartIsDone_DoesNotFailTheReplay()
    {
        await using var harness = await ReplayHarness.StartAsync();
        harness.Bus.Delivers = message => message is not ReplayPartCompleted ? true : throw new PlatformException(FailureKind.Unavailable, "SQS does not answer.");
        harness.Archive.Append(Flights(0, 3));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Done, null, (3L, 3L, 0L)), (job.State, job.Error, Of(job.Counts!)));
    }

    [Fact]
    public async Task ArchiveThatFailsInPassing_IsAskedAgain()
    {
        await using var harness = await ReplayHarness.StartAsync();
        var (calls, gate) = (0, new Lock());
        harness.Archive.OnOpen = () =>
        {
            lock (gate) if (++calls % 2 == 1) throw new PlatformException(FailureKind.Unavailable, "The store does not answer.");
        };
        harness.Archive.Append(Flights(0, 3));
        var job = await harness.FinishedAsync((await harness.RequestAsync()).Id);
        Assert.Equal((ReplayState.Done, null), (job.State, job.Error));
    }

    [Fact]
    public async Task Restart_GoesOnFromTheLastCheckpointWithNothingSentTwice()
    {
        var (store, archive, streams) = (new MemoryObjectStore(TimeProvider.System), new FakeArchive(), new FakeStreams());
        archive.Append(Flights(0, 40));
        var reached = new TaskCompletionSource();
        string id;
        await using (var first = await ReplayHarness.StartAsync(store, archive, streams))
        {
            streams.OnPut = async (_, ct) =>
            {
                if (streams.Put.Count < 10) return;
                reached.TrySetResult();
                await Task.Delay(Timeout.Infinite, ct);
            };
            id = (await first.RequestAsync()).Id;
            await first.ReachedAsync(reached.Task);
        }
        streams.OnPut = null;
        await using var second = await ReplayHarness.StartAsync(store, archive, streams);
        Assert.Equal((ReplayState.Done, (40L, 40L, 0L)), ((await second.FinishedAsync(id)).State, Of((await second.FinishedAsync(id)).Counts!)));
        Assert.Equal(Enumerable.Range(0, 40).Select(i => (long)i), SequencesOf(streams, "k"));
    }

    [Fact]
    public async Task InstanceCutOffFromTheStore_LosesThePartToAnotherThatRepeatsOnlyWhatWasNotCheckpointed()
    {
        var (store, archive, streams) = (new MemoryObjectStore(TimeProvider.System), new FakeArchive(), new FakeStreams());
        archive.Append(Flights(0, 40));
        await using var first = await ReplayHarness.StartAsync(store, archive, streams);
        var stuck = new TaskCompletionSource();
        streams.OnPut = async (_, ct) =>
        {
            if (streams.Put.Count < 10 || stuck.Task.IsCompleted) return;
            first.Store.CutOff();
            stuck.TrySetResult();
            // Ends when the claim is lost: a worker without its claim must not send.
            await Task.Delay(Timeout.Infinite, ct);
        };
        var id = (await first.RequestAsync()).Id;
        await first.ReachedAsync(stuck.Task);
        first.Time.Advance(ReplayHarness.LeaseDuration);
        await using var second = await ReplayHarness.StartAsync(store, archive, streams, time: first.Time);
        Assert.Equal(ReplayState.Done, (await second.FinishedAsync(id)).State);
        var sequences = SequencesOf(streams, "k");
        var resumedAt = (int)sequences[10];
        Assert.InRange(resumedAt, 0, 10);
        Assert.Equal(Enumerable.Range(0, 10).Concat(Enumerable.Range(resumedAt, 40 - resumedAt)).Select(i => (long)i), sequences);
    }

    [Fact]
    public async Task Cancel_StopsTheSendingAndUnpins()
    {
        await using var harness = await ReplayHarness.StartAsync();
        var reached = new TaskCompletionSource();
        harness.Streams.OnPut = async (_, ct) =>
        {
            if (harness.Streams.Put.Count < 4) return;
            reached.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct);
        };
        harness.Archive.Append(Flights(0, 40));
        var id = (await harness.RequestAsync()).Id;
        await harness.ReachedAsync(reached.Task);
        await harness.Replays.UpdateAsync(id, j => ReplayControl.Cancel(j, DateTimeOffset.UnixEpoch), default);
        var job = await harness.FinishedAsync(id);
        Assert.Equal((ReplayState.Cancelled, (4L, 4L, 0L)), (job.State, Of(job.Counts!)));
        await AssertCleanAsync(harness);
    }

    [Fact]
    public async Task Pace_IsSharedByThePartsThatRun()
    {
        await using var harness = await ReplayHarness.StartAsync();
        harness.Archive.Append(Flights(0, 10, shard: 0, key: "a").Concat(Flights(100, 10, shard: 1, key: "b")));
        var puts = new ConcurrentQueue<DateTimeOffset>();
        harness.Streams.OnPut = (_, _) =>
        {
            puts.Enqueue(harness.Time.GetUtcNow());
            return Task.CompletedTask;
        };
        var id = (await harness.RequestAsync(Spec with { Pace = new() { RecordsPerSecond = 0.1 }, Order = ReplayOrder.None })).Id;
        // Larger steps than a machine's slowness makes: what is not paced is over in a few of them.
        await ReplayHarness.UntilAsync(() => harness.Replays.FindAsync(id, default), job =>
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(200));
            return job is { IsFinished: true };
        });
        // Both run at once: a part's tenth record is due behind nine of its own at half the pace.
        Assert.True(puts.Max() - puts.Min() >= TimeSpan.FromSeconds(150), $"20 records took {puts.Max() - puts.Min()}.");
    }

    [Fact]
    public async Task FullInstance_RunsThePartsOneAfterTheOther()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: new() { ["ReplayCoordinator:PartsConcurrentMax"] = "1", ["ReplayCoordinator:SweepInterval"] = "00:10:00" });
        harness.Archive.Append(Flights(0, 5, shard: 0).Concat(Flights(100, 5, shard: 1)).Concat(Flights(200, 5, shard: 2)));
        Assert.Equal(15, (await harness.FinishedAsync((await harness.RequestAsync()).Id)).Counts!.Sent);
    }

    [Fact]
    public async Task End_SeenTwice_IsLoggedByWhoeverMadeIt()
    {
        await using var harness = await ReplayHarness.StartAsync();
        var id = (await harness.RequestAsync()).Id;
        await harness.FinishedAsync(id);
        await AssertCleanAsync(harness);
        await harness.Get<ReplayAdvancer>().FailAsync((await harness.Replays.FindAsync(id, default))!, 0, new PlatformException(FailureKind.Unavailable, "A part that ended too late to matter."), default);
        Assert.Equal(ReplayState.Done, (await harness.Replays.FindAsync(id, default))!.State);
        Assert.Equal($"Replay {id} is Done: 0 records sent, 0 dead letters.", Assert.Single(harness.LogLines, line => line.EndsWith("dead letters.", StringComparison.Ordinal)));
    }

    private static async Task AssertCleanAsync(ReplayHarness harness)
    {
        await ReplayHarness.UntilAsync(() => harness.Replays.ListActiveAsync(default), active => active.Count == 0, harness.Time);
        Assert.Empty(harness.Archive.Pins);
    }

    private static IEnumerable<StreamRecord> Flights(int first, int count, int shard = 0, string key = "k") =>
        Enumerable.Range(first, count).Select(i => Records.Record(i, $$"""{"n":{{i}}}""", key, shard));

    private static ShardDescription Shard(int number, params int[] parents) => new(Records.Shard(number), [.. parents.Select(Records.Shard)], 0, UInt128.MaxValue, IsClosed: number < 2);

    private static (long Scanned, long Sent, long DeadLettered) Of(ReplayCounts counts) => (counts.Scanned, counts.Sent, counts.DeadLettered);

    private static List<long> SequencesOf(FakeStreams streams, string key) => [.. streams.Put.Where(r => r.PartitionKey == key).Select(r =>
    {
        using var document = JsonDocument.Parse(r.Data);
        return long.Parse(document.RootElement.GetProperty("_replay").GetProperty("seq").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
    })];
}
