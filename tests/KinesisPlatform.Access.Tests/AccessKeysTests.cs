using System.Net;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.Access.Tests;

public sealed class AccessKeysTests : IDisposable
{
    private static readonly AccessToken Token = AccessToken.Create("bi");
    private static readonly string Verifier = ScramVerifier.Create(Token.Text).ToString();
    private static readonly string OpsVerifier = ScramVerifier.Create(AccessToken.Create("ops").Text).ToString();
    private static readonly IPAddress Caller = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _time = new();
    private readonly AccessKeys _keys;

    public AccessKeysTests() => _keys = Keys();

    [Fact]
    public async Task VerifyAsync_TheToken_GivesTheKeysRights()
    {
        var check = await _keys.VerifyAsync(Token.Text, Caller, default);

        Assert.Equal("bi", check.Access!.KeyId);
        Assert.True(check.Access.MayRead(new("orders")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("kp_bi_")]
    [InlineData("kp_bi_short")]
    [InlineData("kp_bi_00000000000000000000000000000000000000000000")]
    [InlineData("kp_no_00000000000000000000000000000000000000000000")]
    [InlineData("kp_BI_00000000000000000000000000000000000000000000")]
    [InlineData("bi")]
    public async Task VerifyAsync_AnythingElse_IsRefused(string token) => Assert.Equal(TokenCheck.Wrong, await _keys.VerifyAsync(token, Caller, default));

    [Fact]
    public async Task VerifyAsync_RightTokenOfAnotherKey_IsRefused()
    {
        // The same secret under another id.
        var other = $"kp_ops_{Token.Text[(Token.Text.LastIndexOf('_') + 1)..]}";

        Assert.Null((await _keys.VerifyAsync(other, Caller, default)).Access);
    }

    [Fact]
    public async Task VerifyAsync_TooManyWrongOnesFromOneAddress_KeepsOnlyItOut()
    {
        for (var i = 0; i < 10; i++) Assert.Equal(TokenCheck.Wrong, await _keys.VerifyAsync(Wrong(i), Caller, default));

        var refused = await _keys.VerifyAsync(Wrong(10), Caller, default);
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        Assert.NotNull((await _keys.VerifyAsync(Token.Text, IPAddress.Parse("192.0.2.2"), default)).Access);

        // Known from now on, so that the guesser cannot keep it out even from its own address.
        Assert.NotNull((await _keys.VerifyAsync(Token.Text, Caller, default)).Access);
        Assert.NotNull((await _keys.VerifyAsync(Wrong(11), Caller, default)).RetryAfter);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await _keys.VerifyAsync(Wrong(12), Caller, default)).RetryAfter);
    }

    [Fact]
    public async Task VerifyAsync_WrongOnesFromManyAddresses_AreBoundedTogether()
    {
        var looked = 0;
        for (var i = 0; i < 300; i++)
        {
            if ((await _keys.VerifyAsync(Wrong(i), IPAddress.Parse($"2001:db8:0:{i:x}::1"), default)).RetryAfter is null) looked++;
        }

        Assert.Equal(100, looked);
    }

    [Fact]
    public async Task VerifyAsync_AddressesOfOneNetwork_ShareABudget()
    {
        var looked = 0;
        for (var i = 0; i < 30; i++)
        {
            if ((await _keys.VerifyAsync(Wrong(i), IPAddress.Parse($"2001:db8::{i + 1:x}"), default)).RetryAfter is null) looked++;
        }

        Assert.Equal(10, looked);
    }

    [Fact]
    public async Task VerifyAsync_TheTokenAgainAndAgain_CostsNoAttempts()
    {
        for (var i = 0; i < 50; i++) Assert.NotNull((await _keys.VerifyAsync(Token.Text, Caller, default)).Access);

        Assert.Null((await _keys.VerifyAsync(Wrong(0), Caller, default)).RetryAfter);
    }

    [Fact]
    public void FindScram_UserThatDoesNotExist_LooksLikeOneThatDoes()
    {
        var known = _keys.FindScram("bi");
        var unknown = _keys.FindScram("nobody");
        using var restarted = Keys();

        Assert.Equal("bi", known.Access!.KeyId);
        Assert.Null(unknown.Access);
        Assert.Equal(known.Verifier.Iterations, unknown.Verifier.Iterations);
        Assert.Equal(known.Verifier.Salt.Length, unknown.Verifier.Salt.Length);
        Assert.Equal(unknown.Verifier.Salt.ToArray(), restarted.FindScram("nobody").Verifier.Salt.ToArray());
        Assert.NotEqual(unknown.Verifier.Salt.ToArray(), _keys.FindScram("nobody2").Verifier.Salt.ToArray());
    }

    [Fact]
    public void Find_OfWorkThatGoesOn_GivesTodaysRights()
    {
        Assert.Equal("bi", _keys.Find("bi")!.KeyId);
        Assert.Null(_keys.Find("gone"));
        Assert.Same(StreamAccess.Everything, _keys.Find(""));
    }

    [Fact]
    public void AreConfigured_WithoutKeys_IsFalse()
    {
        using var none = new AccessKeys(Options.Create(new AccessOptions()), _time);

        Assert.False(none.AreConfigured);
        Assert.True(_keys.AreConfigured);
    }

    public void Dispose() => _keys.Dispose();

    private AccessKeys Keys() => new(Options.Create(new AccessOptions
    {
        Keys =
        {
            new() { Id = "bi", Verifier = Verifier, Streams = { new() { Name = "orders" } } },
            new() { Id = "ops", Verifier = OpsVerifier, MayAdminister = true },
        },
    }), _time);

    private static string Wrong(int i) => $"kp_bi_{i:D40}";
}
