using KinesisPlatform.TestKit;

namespace KinesisPlatform.ObjectStore.Tests;

public sealed class MemoryObjectStoreTests : ObjectStoreContract
{
    private readonly FakeTimeProvider _time = new();

    public MemoryObjectStoreTests() => Store = new MemoryObjectStore(_time);

    protected override IObjectStore Store { get; }

    [Fact]
    public async Task Put_StampsWholeSecondsOfTheInjectedClock()
    {
        var start = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMilliseconds(1700));

        await Store.PutAsync("stamped", default, new PutCondition.None(), default);

        Assert.Equal(start.AddSeconds(1), (await Store.HeadAsync("stamped", default))!.LastModified);
    }
}
