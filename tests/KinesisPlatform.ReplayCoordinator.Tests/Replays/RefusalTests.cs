using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;

namespace KinesisPlatform.ReplayCoordinator.Tests.Replays;

/// <summary>Replays to a target that refuses: a record, or whoever puts.</summary>
public sealed class RefusalTests
{
    private static readonly ReplaySpec Spec = new("flights", "flights-replay");

    [Fact]
    public async Task TargetThatDeniesAccessForAWhile_GetsEveryRecordAfterwards()
    {
        await using var harness = await ReplayHarness.StartAsync();
        var calls = 0;
        harness.Streams.OnPut = (_, _) => Interlocked.Increment(ref calls) is > 3 and <= 8 ? throw Denied() : Task.CompletedTask;
        harness.Archive.Append(Enumerable.Range(0, 30).Select(i => Records.Record(i)));
        var job = await harness.FinishedAsync((await harness.RequestAsync(Spec)).Id);
        Assert.Equal((ReplayState.Done, 30L, 0L), (job.State, job.Counts!.Sent, job.Counts.DeadLettered));
        Assert.Equal(30, harness.Streams.Put.Count);
    }

    [Fact]
    public async Task TargetThatGoesOnDenyingAccess_FailsTheReplayWithItsReasonAndNoDeadLetters()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: new() { ["ReplayCoordinator:RetriesMax"] = "3" });
        var calls = 0;
        harness.Streams.OnPut = (_, _) => Interlocked.Increment(ref calls) > 3 ? throw Denied() : Task.CompletedTask;
        harness.Archive.Append(Enumerable.Range(0, 30).Select(i => Records.Record(i)));
        var job = await harness.FinishedAsync((await harness.RequestAsync(Spec)).Id);
        Assert.Equal((ReplayState.Failed, Denied().Message), (job.State, job.Error));
        var (letters, _) = await harness.Get<DeadLetterStore>().ListAsync(job.Id, after: null, 10, default);
        Assert.Empty(letters);
        Assert.Equal(6, harness.Streams.Put.Count);
    }

    [Fact]
    public async Task AccessDeniedWhileARefusedRecordIsSearched_LosesNothing()
    {
        await using var harness = await ReplayHarness.StartAsync();
        var denials = 0;
        harness.Streams.OnPut = (records, _) =>
        {
            if (records.Any(r => r.PartitionKey == "bad")) throw new PlatformException(FailureKind.Invalid, "Too large.") { IsOfRecord = true };
            return records[0].PartitionKey == "late" && denials++ == 0 ? throw Denied() : Task.CompletedTask;
        };
        harness.Archive.Append(Records.Record(1, key: "bad"), Records.Record(2, key: "late"), Records.Record(3));
        var job = await harness.FinishedAsync((await harness.RequestAsync(Spec)).Id);
        Assert.Equal((ReplayState.Done, 2L, 1L), (job.State, job.Counts!.Sent, job.Counts.DeadLettered));
        var (letters, _) = await harness.Get<DeadLetterStore>().ListAsync(job.Id, after: null, 10, default);
        Assert.Equal("The target refused the record: Too large.", Assert.Single(letters).Reason);
        Assert.Equal(["late", "k"], harness.Streams.Put.Select(r => r.PartitionKey));
    }

    [Fact]
    public async Task DeadLettersWhoseRecordsAreGone_ArePassedAFewAtATime()
    {
        await using var harness = await ReplayHarness.StartAsync(settings: new()
        {
            ["ReplayCoordinator:ScannedRecordsMax"] = "2", ["ReplayCoordinator:DeadLettersPerDocumentMax"] = "2",
            // No checkpoint but those that the numbers ask for.
            ["ReplayCoordinator:CheckpointInterval"] = "00:05:00", ["ReplayCoordinator:LeaseDuration"] = "01:00:00",
        });
        harness.Streams.OnPut = (_, _) => throw new PlatformException(FailureKind.Invalid, "Too large.") { IsOfRecord = true };
        harness.Archive.Append(Enumerable.Range(0, 11).Select(i => Records.Record(i)));
        var first = await harness.FinishedAsync((await harness.RequestAsync(Spec)).Id);
        harness.Archive.Records.Clear();
        harness.Archive.Append(Records.Record(100));
        var again = await harness.FinishedAsync((await harness.RequestAsync(Spec with { DeadLettersOf = first.Id })).Id);
        Assert.Equal((ReplayState.Done, 11L), (again.State, again.Counts!.DeadLettered));
        var (documents, letters) = (0, harness.Get<DeadLetterStore>());
        for (string? after = null; documents == 0 || after is not null; documents++)
        {
            (var page, after) = await letters.ListAsync(again.Id, after, 1, default);
            Assert.InRange(page.Count, 1, 2);
        }
        Assert.Equal(6, documents);
    }

    private static PlatformException Denied() => new(FailureKind.Invalid, "AWS denies access to stream flights-replay.");
}
