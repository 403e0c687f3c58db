using KinesisPlatform.TestKit;

namespace KinesisPlatform.ObjectStore.Tests;

public sealed class ObjectStoreProbeTests
{
    private readonly MemoryObjectStore _store = new(new FakeTimeProvider());

    [Fact]
    public async Task Verify_ConditionsHonoured_PassesAndLeavesNothing()
    {
        await ObjectStoreProbe.VerifyAsync(_store, "probe/", default);

        Assert.Empty(await KeysAsync());
    }

    [Theory]
    [InlineData(true, false, "If-None-Match")]
    [InlineData(false, true, "If-Match")]
    [InlineData(true, true, "If-None-Match")]
    public async Task Verify_ConditionsIgnored_RefusesTheStoreAndLeavesNothing(bool ignoresAbsent, bool ignoresMatch, string header)
    {
        var store = new CarelessObjectStore(_store, ignoresAbsent, ignoresMatch);

        var error = await Assert.ThrowsAsync<PlatformException>(() => ObjectStoreProbe.VerifyAsync(store, "probe/", default));

        Assert.Equal(FailureKind.Invalid, error.Kind);
        Assert.Contains("ignores conditional writes", error.Message, StringComparison.Ordinal);
        Assert.Contains(header, error.Message, StringComparison.Ordinal);
        Assert.Empty(await KeysAsync());
    }

    [Fact]
    public async Task Verify_FirstResponseLost_Passes()
    {
        var store = new CarelessObjectStore(_store, ignoresAbsent: false, ignoresMatch: false) { LosesFirstResponse = true };

        await ObjectStoreProbe.VerifyAsync(store, "probe/", default);

        Assert.Empty(await KeysAsync());
    }

    private async Task<List<string>> KeysAsync()
    {
        List<string> keys = [];
        await foreach (var info in _store.ListAsync("", null, default)) keys.Add(info.Key);
        return keys;
    }
}
