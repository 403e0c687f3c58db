using KinesisPlatform.Consumer.Applying;

namespace KinesisPlatform.Consumer.Tests.Applying;

public sealed class InMemoryVersionStoreTests : VersionStoreContract
{
    [Fact]
    public async Task TryRaise_Full_RefusesAnotherKeyAndRaisesThoseItHas()
    {
        var store = new InMemoryVersionStore<int>(keyCountMax: 1);
        Assert.True(await store.TryRaiseAsync(1, Version(1), default));
        Assert.True(await store.TryRaiseAsync(1, Version(2), default));
        Assert.False(await store.TryRaiseAsync(1, Version(2), default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.TryRaiseAsync(2, Version(3), default).AsTask());
    }

    protected override Task<IVersionStore<int>> OpenAsync() => Task.FromResult<IVersionStore<int>>(new InMemoryVersionStore<int>());
}
