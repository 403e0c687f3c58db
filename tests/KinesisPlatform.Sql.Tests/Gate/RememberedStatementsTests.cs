using KinesisPlatform.Sql.Gate;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Sql.Tests.Gate;

public sealed class RememberedStatementsTests : IDisposable
{
    private readonly RememberedStatements _remembered = new();
    private readonly SqlGate _gate = new(Options.Create(new SqlOptions()));
    private int _checks;

    [Fact]
    public async Task Get_SameTextAgain_IsCheckedOnceForEachTenant()
    {
        var first = await GetAsync("select 1", "ann");
        Assert.Same(first, await GetAsync("select 1", "ann"));
        Assert.NotSame(first, await GetAsync("select 1", "bob"));
        Assert.NotSame(first, await GetAsync("select 1 ", "ann"));
        Assert.Equal(3, _checks);
    }

    [Fact]
    public async Task Get_TextThatDoesNotPass_IsCheckedEachTime()
    {
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<PlatformException>(() => GetAsync("drop table t", "ann"));
        Assert.Equal(2, _checks);
    }

    [Fact]
    public async Task Get_MoreTextThanIsKept_IsBounded()
    {
        var longest = $"select 1 /*{new string('x', 9000)}*/";
        Assert.NotSame(await GetAsync(longest, "ann"), await GetAsync(longest, "ann"));
        for (var i = 0; i < 400; i++) await GetAsync($"select {i} /*{new string('x', 1024)}*/", "ann");
        var before = _checks;
        for (var i = 0; i < 400; i++) await GetAsync($"select {i} /*{new string('x', 1024)}*/", "ann");
        // No more than 256 of them have room in 256 Ki characters.
        Assert.InRange(_checks - before, 400 - 256, 400);
    }

    public void Dispose()
    {
        _remembered.Dispose();
        _gate.Dispose();
    }

    private Task<CheckedStatement> GetAsync(string sql, string tenant) => _remembered.GetAsync(sql, tenant, () =>
    {
        _checks++;
        // Another text, so that the gate itself remembers nothing.
        return _gate.CheckAsync($"{sql} -- {_checks}", tenant, default);
    });
}
