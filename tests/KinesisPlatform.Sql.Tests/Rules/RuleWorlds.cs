namespace KinesisPlatform.Sql.Tests.Rules;

/// <summary>Two worlds that a key must not be able to tell apart.</summary>
public sealed class RuleWorlds : IAsyncLifetime
{
    internal RuleWorld One { get; private set; } = null!;

    internal RuleWorld Other { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        One = await RuleWorld.CreateAsync(isOther: false);
        Other = await RuleWorld.CreateAsync(isOther: true);
    }

    public async Task DisposeAsync()
    {
        await One.DisposeAsync();
        await Other.DisposeAsync();
    }
}
