using KinesisPlatform.Access;
using KinesisPlatform.Access.Keys;
using KinesisPlatform.Access.Scram;
using KinesisPlatform.QueryGateway.Engines;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

public sealed class EnginesOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreRight() => Assert.True(Validate(new(), []).Succeeded);

    [Fact]
    public void Validate_EverythingWrong_IsToldAtOnce_WithoutWhatIsSecret()
    {
        var options = new EnginesOptions { FreshWaitMax = TimeSpan.Zero, FreshIntervalMin = TimeSpan.FromTicks(-1), FreshStreamsMax = 0 };
        (options.Trino.Url, options.Trino.User, options.Trino.Catalog, options.Trino.QueriesPerKeyMax) = (new("https://me:hidden@host:8443"), "a b", "Kinesis.x", 100);
        (options.Drill.Url, options.Drill.Password, options.Drill.CancelTimeMax) = (new("http://host:8047"), "hidden", TimeSpan.Zero);
        (options.Trino.Password, options.Trino.AccessToken) = ("hidden", "hidden");

        var errors = Validate(options, []).Failures!.ToList();

        foreach (var piece in (string[])["FreshWaitMax", "FreshIntervalMin", "FreshStreamsMax", "Trino:Url", "User must be", "Trino:Catalog", "Trino:QueriesPerKeyMax", "Password and an AccessToken", "Drill:Url is http", "Drill:CancelTimeMax"])
            Assert.Contains(errors, error => error.Contains(piece, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, error => error.Contains("hidden", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("*", null, true)]
    [InlineData("flights", null, false)]
    [InlineData("*", "partition_key = 'a'", false)]
    public void Validate_KeyThatMayUseDrill_MustReadEverything(string stream, string? where, bool isRight)
    {
        var key = new AccessKeyOptions { Id = "a", Verifier = ScramVerifier.Create("any").ToString(), Streams = { new() { Name = stream, Where = where } }, Engines = { "drill" } };
        Assert.Equal(isRight, Validate(new(), [key]).Succeeded);
    }

    [Fact]
    public void Validate_KeyThatMayUseAnEngineThatThereIsNot_IsWrong() =>
        Assert.Contains("'presto'", Assert.Single(Validate(new(), [new() { Id = "a", Verifier = ScramVerifier.Create("any").ToString(), Engines = { "presto", "trino" } }]).Failures!), StringComparison.Ordinal);

    private static ValidateOptionsResult Validate(EnginesOptions options, AccessKeyOptions[] keys)
    {
        var access = new AccessOptions();
        foreach (var key in keys) access.Keys.Add(key);
        using var accessKeys = new AccessKeys(Options.Create(access), TimeProvider.System);
        return new EnginesOptionsValidator(accessKeys, Options.Create(access)).Validate(null, options);
    }
}
