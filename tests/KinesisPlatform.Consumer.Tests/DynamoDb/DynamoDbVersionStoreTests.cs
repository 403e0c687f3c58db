using System.Globalization;
using Amazon.DynamoDBv2.Model;
using KinesisPlatform.Consumer.Applying;
using KinesisPlatform.Consumer.DynamoDb;
using KinesisPlatform.Consumer.Tests.Applying;

namespace KinesisPlatform.Consumer.Tests.DynamoDb;

public sealed class DynamoDbVersionStoreTests(DynamoDbTable table) : VersionStoreContract, IClassFixture<DynamoDbTable>
{
    [Fact]
    public async Task TryRaise_ItemThatHoldsTheState_LeavesTheStateAlone()
    {
        var name = await table.CreateAsync();
        await table.Client.PutItemAsync(name, new() { ["key"] = new("7"), ["state"] = new("delayed") });
        var store = Open(name);

        Assert.Null(await store.GetAsync(7, default));
        Assert.True(await store.TryRaiseAsync(7, Version(10), default));
        Assert.Equal("delayed", (await table.Client.GetItemAsync(name, new() { ["key"] = new("7") })).Item["state"].S);
    }

    [Fact]
    public async Task Get_ItemWithAVersionOfAnotherForm_Throws()
    {
        var name = await table.CreateAsync();
        await table.Client.PutItemAsync(name, new() { ["key"] = new("7"), ["version"] = new("3"), ["applied"] = new() { BOOL = true } });

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => Open(name).GetAsync(7, default).AsTask());
        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_NoSuchTable_ThrowsDynamoDbsError() =>
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Open("missing").GetAsync(7, default).AsTask());

    /// <summary>The rule over the store itself: random histories, each key's answers lost now and then after they took effect.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Applier_AnswersLostAfterTheirEffect_EndsInTheRulesState(int seed)
    {
        var random = new Random(seed);
        var history = new History([.. Enumerable.Range(0, 120).Select(_ => random.Next())]);
        var state = new Dictionary<int, string>();
        var store = new LosingVersionStore(Open(await table.CreateAsync()), random);
        foreach (var delivery in history.Deliveries)
        {
            var applier = new ReplayAwareApplier<int>(store, (_, _, _) =>
            {
                History.Apply(state, delivery);
                return default;
            });
            while (!await TryApplyAsync(applier, delivery)) { }
        }

        Assert.Equal(history.ExpectedState().OrderBy(pair => pair.Key), state.OrderBy(pair => pair.Key));
        Assert.True(store.LostCount > 0);
    }

    protected override async Task<IVersionStore<int>> OpenAsync() => Open(await table.CreateAsync());

    private DynamoDbVersionStore<int> Open(string name) => new(table.Client, name, key => key.ToString(CultureInfo.InvariantCulture));

    // What a consumer does: a record whose applying failed is delivered again.
    private static async Task<bool> TryApplyAsync(ReplayAwareApplier<int> applier, Delivery delivery)
    {
        try
        {
            await applier.ApplyAsync(delivery.Key, delivery.Record, default);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
