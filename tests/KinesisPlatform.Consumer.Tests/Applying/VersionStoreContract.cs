using KinesisPlatform.Consumer.Applying;
using KinesisPlatform.Consumer.Records;

namespace KinesisPlatform.Consumer.Tests.Applying;

/// <summary>What the merge rule needs of any store of versions.</summary>
public abstract class VersionStoreContract
{
    private const int Key = 7;

    protected abstract Task<IVersionStore<int>> OpenAsync();

    [Fact]
    public async Task Get_KeyWithoutAVersion_IsNull() => Assert.Null(await (await OpenAsync()).GetAsync(Key, default));

    [Fact]
    public async Task TryRaise_GreaterVersions_PutsThemUnapplied()
    {
        var store = await OpenAsync();
        // 99 to 100: as text, the smaller one would be the greater.
        foreach (var version in (RecordVersion[])[Version(99), Version(100), Overwrite(100, 99), Version(101)])
        {
            Assert.True(await store.TryRaiseAsync(Key, version, default));
            Assert.Equal(new StoredVersion(version, IsApplied: false), await store.GetAsync(Key, default));
        }
    }

    [Fact]
    public async Task TryRaise_EqualOrSmallerVersion_ChangesNothing()
    {
        var store = await OpenAsync();
        await store.TryRaiseAsync(Key, Version(100), default);
        await store.ConfirmAsync(Key, Version(100), default);

        Assert.False(await store.TryRaiseAsync(Key, Version(100), default));
        Assert.False(await store.TryRaiseAsync(Key, Version(99), default));
        Assert.Equal(new StoredVersion(Version(100), IsApplied: true), await store.GetAsync(Key, default));
    }

    [Fact]
    public async Task Confirm_OfTheKeysVersion_IsTrueEachTime()
    {
        var store = await OpenAsync();
        await store.TryRaiseAsync(Key, Overwrite(200, 100), default);

        Assert.True(await store.ConfirmAsync(Key, Overwrite(200, 100), default));
        Assert.True(await store.ConfirmAsync(Key, Overwrite(200, 100), default));
        Assert.Equal(new StoredVersion(Overwrite(200, 100), IsApplied: true), await store.GetAsync(Key, default));
    }

    [Fact]
    public async Task Confirm_OfAnotherVersionOrKey_ChangesNothing()
    {
        var store = await OpenAsync();
        await store.TryRaiseAsync(Key, Version(100), default);

        Assert.False(await store.ConfirmAsync(Key, Version(99), default));
        Assert.False(await store.ConfirmAsync(Key + 1, Version(100), default));
        Assert.Equal(new StoredVersion(Version(100), IsApplied: false), await store.GetAsync(Key, default));
        Assert.Null(await store.GetAsync(Key + 1, default));
    }

    [Fact]
    public async Task TryRaise_ManyAtOnce_EndsWithTheGreatestAndEachIsPutOnce()
    {
        var store = await OpenAsync();
        var putCount = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 60), async (i, cancellationToken) =>
        {
            if (await store.TryRaiseAsync(Key, Version(90 + i / 2), cancellationToken)) Interlocked.Increment(ref putCount);
        });

        Assert.Equal(Version(119), (await store.GetAsync(Key, default))!.Value.Version);
        Assert.InRange(putCount, 1, 30);
    }

    protected static RecordVersion Version(int sequenceNumber) => RecordVersion.OfOriginal(SequenceNumber.Parse($"{sequenceNumber}"), 0);

    private static RecordVersion Overwrite(int fence, int sequenceNumber) =>
        RecordVersion.OfOverwrite(SequenceNumber.Parse($"{fence}"), "20260101T120000000Z-5f3a9c", SequenceNumber.Parse($"{sequenceNumber}"), 0);
}
