using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ReplayCoordinator.Tests.Parts;

public sealed class PartCheckpointerTests
{
    private const string Id = "20260101T000000000Z-000001";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Letters_WhosePutTakesEffectBehindTheNextOne_AreAllListed()
    {
        var store = new LatePutStore(new MemoryObjectStore(_time), "_replay-dead-letters/");
        var parts = new PartStore(store, new("archive/"), new("a"), _time);
        var letters = new DeadLetterStore(store, new("archive/"), parts);
        using var claim = (await parts.ClaimAsync(Id, 0, TimeSpan.FromSeconds(30), default))!;
        var progress = new PartProgress(claim.Part);
        using var checkpointer = new PartCheckpointer(Id, claim, progress, letters, _time);

        progress.Pass(Position(1), new(1, 0, 1), [Letter(1)]);
        await Assert.ThrowsAsync<PlatformException>(() => checkpointer.CheckpointAsync(default));
        progress.Pass(Position(2), new(1, 0, 1), [Letter(2)]);
        await checkpointer.CheckpointAsync(default);
        await store.TakeEffectAsync();

        var (found, _) = await letters.ListAsync(Id, null, 100, default);
        Assert.Equal(["1", "2"], found.Select(letter => letter.SequenceNumber));
        Assert.Equal(2, (await parts.LoadAsync(Id, 0, default)).Counts.DeadLettered);
    }

    private static PartPosition Position(int sequence) => new(Records.Shard0.Value, $"{sequence}", 0);

    private static DeadLetter Letter(int sequence) => new(Records.Shard0.Value, $"{sequence}", 0, "k", 1, "why");
}
