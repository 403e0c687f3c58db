using KinesisPlatform.ObjectStore;
using KinesisPlatform.ReplayCoordinator.DeadLetters;
using KinesisPlatform.ReplayCoordinator.Parts;
using KinesisPlatform.ReplayCoordinator.Replays;

namespace KinesisPlatform.ReplayCoordinator.Tests.DeadLetters;

public sealed class DeadLetterStoreTests
{
    private const string Id = "20260101T000000000Z-000001";

    private readonly PartStore _parts;
    private readonly DeadLetterStore _letters;

    public DeadLetterStoreTests()
    {
        var store = new MemoryObjectStore(TimeProvider.System);
        _parts = new(store, new ReplayKeys("archive/"), new("a"), TimeProvider.System);
        _letters = new(store, new ReplayKeys("archive/"), _parts);
    }

    [Fact]
    public async Task Letters_ThatARunWroteAgainAfterACrash_AreListedOnce()
    {
        await PutAsync(0, checkpoint: 1, epoch: 1, 3, 5);
        // The first worker ended before its checkpoint; the next had its own checkpoints at other places.
        await PutAsync(0, checkpoint: 2, epoch: 2, 3);
        await PutAsync(0, checkpoint: 3, epoch: 2, 5, 8);
        await PassAsync(0, upTo: 9);
        Assert.Equal([3, 5, 8], await ListAsync(100));
        Assert.Equal([3, 5, 8], await ListAsync(1));
    }

    [Fact]
    public async Task Letters_OfAWorkerThatLostItsPart_AreNotTakenBeyondTheCheckpoint_NorDoTheyReplaceItsSuccessors()
    {
        await PutAsync(0, checkpoint: 2, epoch: 2, 3);
        await PassAsync(0, upTo: 4);
        // It was paused, and wakes up after its successor's checkpoint.
        await PutAsync(0, checkpoint: 2, epoch: 1, 3, 5, 9);
        Assert.Equal([3], await ListAsync(100));
        await PutAsync(0, checkpoint: 3, epoch: 2, 5);
        await PassAsync(0, upTo: 6);
        Assert.Equal([3, 5], await ListAsync(1));
    }

    [Fact]
    public async Task Letters_OfSeveralParts_AreReadPartByPartAndBehindAPosition()
    {
        await PutAsync(0, 1, 1, 3, 5);
        await PutAsync(1, 1, 1, 2, 4);
        await PassAsync(0, 9);
        await PassAsync(1, 9);
        Assert.Equal([3, 5, 2, 4], await ListAsync(1));
        var found = new List<string>();
        await foreach (var letter in _letters.ReadAsync(Id, 1, new(Fakes.Records.Shard0.Value, "2", 0), default)) found.Add(letter.SequenceNumber);
        Assert.Equal(["4"], found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("00000-0000000001-000001-000001.json!s!x!0")]
    public async Task Page_ThatNoPageNamed_IsInvalid(string after) =>
        Assert.Equal(FailureKind.Invalid, (await Assert.ThrowsAsync<PlatformException>(() => _letters.ListAsync(Id, after, 1, default))).Kind);

    private Task PutAsync(int part, long checkpoint, long epoch, params int[] sequences) => _letters.PutAsync(
        Id, part, checkpoint, epoch, attempt: 1, [.. sequences.Select(s => new DeadLetter(Fakes.Records.Shard0.Value, $"{s}", 0, "k", 1, "why"))], default);

    private async Task PassAsync(int part, int upTo)
    {
        var claim = await _parts.ClaimAsync(Id, part, TimeSpan.FromMinutes(1), default);
        await claim!.ReleaseAsync(new(Fakes.Records.Shard0.Value, $"{upTo}", 0), new(1, 1, 1), default);
    }

    private async Task<List<int>> ListAsync(int pageMin)
    {
        var (found, after) = (new List<int>(), default(string));
        do
        {
            (var page, after) = await _letters.ListAsync(Id, after, pageMin, default);
            found.AddRange(page.Select(l => int.Parse(l.SequenceNumber, System.Globalization.CultureInfo.InvariantCulture)));
        }
        while (after is not null);
        return found;
    }
}
