using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;
using KinesisPlatform.ReplayCoordinator.Tests.Fakes;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.ReplayCoordinator.Tests.Parts;

public sealed class PartClaimTests
{
    private const string Id = "20260101T000000000Z-000001";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly PartPosition Position = new("shardId-000000000000", "5", 0);

    private readonly FakeTimeProvider _time = new();
    private readonly FaultyStore _store;
    private readonly PartStore _a;
    private readonly PartStore _b;

    public PartClaimTests()
    {
        _store = new(new MemoryObjectStore(_time));
        _a = new(_store, new ReplayKeys("archive/"), new("a"), _time);
        _b = new(_store, new ReplayKeys("archive/"), new("b"), _time);
    }

    [Fact]
    public async Task Claim_IsRefusedWhileAnotherHasThePart()
    {
        using var first = await _a.ClaimAsync(Id, 0, Lease, default);
        Assert.NotNull(first);
        Assert.Null(await _b.ClaimAsync(Id, 0, Lease, default));
        using var other = await _b.ClaimAsync(Id, 1, Lease, default);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task Claim_AfterTheLease_ResumesAtTheCheckpointAndFencesTheFirst()
    {
        using var first = await ClaimAsync(_a);
        await first.CheckpointAsync(Position, new(3, 2, 1), 1.5, 0, default);
        _time.Advance(Lease);
        Assert.True(first.Lost.IsCancellationRequested);
        using var second = await ClaimAsync(_b);
        Assert.Equal((Position, new ReplayCounts(3, 2, 1)), (second.Part.Position, second.Part.Counts));
        var e = await Assert.ThrowsAsync<PlatformException>(() => first.CheckpointAsync(Position, new(9, 9, 0), 0, 0, default));
        Assert.Equal(FailureKind.Fenced, e.Kind);
        Assert.Equal("b", (await _a.LoadAsync(Id, 0, default)).Owner);
    }

    [Fact]
    public async Task Claim_WhoseClockIsSlow_IsFencedByTheDocument()
    {
        var slow = new FakeTimeProvider();
        using var first = await ClaimAsync(new PartStore(_store, new ReplayKeys("archive/"), new("slow"), slow));
        _time.Advance(Lease);
        using var second = await ClaimAsync(_b);
        var e = await Assert.ThrowsAsync<PlatformException>(() => first.CheckpointAsync(Position, new(9, 9, 0), 0, 0, default));
        Assert.Equal(FailureKind.Fenced, e.Kind);
        Assert.True(first.Lost.IsCancellationRequested);
        Assert.Null((await _b.LoadAsync(Id, 0, default)).Position);
    }

    [Fact]
    public async Task Checkpoint_RenewsTheLease()
    {
        using var claim = await ClaimAsync(_a);
        for (var i = 0; i < 4; i++)
        {
            _time.Advance(Lease / 2);
            await claim.CheckpointAsync(Position, new(1, 1, 0), 0, 0, default);
        }
        Assert.False(claim.Lost.IsCancellationRequested);
        Assert.Null(await _b.ClaimAsync(Id, 0, Lease, default));
    }

    [Fact]
    public async Task Checkpoint_WhoseResponseIsLost_IsStillOwn()
    {
        using var claim = await ClaimAsync(_a);
        _store.LosesNextResponse = true;
        await claim.CheckpointAsync(Position, new(1, 1, 0), 0, 0, default);
        await claim.CheckpointAsync(Position, new(2, 2, 0), 0, 0, default);
        Assert.Equal(2, (await _b.LoadAsync(Id, 0, default)).Counts.Sent);
    }

    [Fact]
    public async Task Release_LetsAnotherHaveThePartAtOnce()
    {
        using var first = await ClaimAsync(_a);
        await first.ReleaseAsync(Position, new(1, 1, 0), default);
        using var second = await ClaimAsync(_b);
        Assert.Equal(2, second.Part.Epoch);
    }

    [Fact]
    public async Task Complete_LeavesNothingToClaim()
    {
        using var first = await ClaimAsync(_a);
        await first.CompleteAsync(Position, new(1, 1, 0), default);
        Assert.Null(await _b.ClaimAsync(Id, 0, Lease, default));
        Assert.True((await _b.LoadAsync(Id, 0, default)).IsDone);
    }

    private static async Task<PartClaim> ClaimAsync(PartStore store)
    {
        var claim = await store.ClaimAsync(Id, 0, Lease, default);
        Assert.NotNull(claim);
        return claim;
    }
}
