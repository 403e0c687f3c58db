using KinesisPlatform.Access.Keys;

namespace KinesisPlatform.Access.Tests;

public sealed class StreamAccessTests
{
    [Theory]
    [InlineData("flights", "flights", true)]
    [InlineData("flights", "Flights", false)]
    [InlineData("flights", "flights2", false)]
    [InlineData("*", "anything.at-all", true)]
    [InlineData("web-*", "web-", true)]
    [InlineData("web-*", "web", false)]
    [InlineData("*-web", "my-web", true)]
    [InlineData("a*b*c", "abc", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("aba*aba", "aba", false)]
    [InlineData("a**a", "aa", true)]
    public void Pattern_OfAName_MatchesAsAGlobDoes(string pattern, string stream, bool isMatch) =>
        Assert.Equal(isMatch, new StreamPattern(pattern).Matches(new(stream)));

    [Fact]
    public void Everything_ForAnyStream_IsOpen()
    {
        var access = StreamAccess.Everything;

        Assert.True(access.MayRead(new("s")));
        Assert.True(access.RuleFor(new("s")).IsOpen);
        Assert.True(access.MayReplayTo(new("s")));
        Assert.True(access.MayAdminister);
    }

    [Fact]
    public void RuleFor_SeveralGrantsMatch_HoldsThemAll()
    {
        var access = Access(
            new StreamGrantOptions { Name = "*", Where = "a", Masks = { ["data"] = "NULL" } },
            new StreamGrantOptions { Name = "orders", Where = "b", Masks = { ["DATA"] = "other", ["Partition_Key"] = "md5(partition_key)" } });

        var rule = access.RuleFor(new("orders"));

        Assert.Equal(["a", "b"], rule.Conditions);
        Assert.Equal(new Dictionary<string, string> { ["data"] = "NULL", ["partition_key"] = "md5(partition_key)" }, rule.Masks);
        Assert.Equal(["a"], access.RuleFor(new("others")).Conditions);
    }

    [Fact]
    public void RuleFor_StreamThatMayNotBeRead_Fails()
    {
        var access = Access(new StreamGrantOptions { Name = "orders" });

        Assert.False(access.MayRead(new("Orders")));
        Assert.Throws<InvalidOperationException>(() => access.RuleFor(new("Orders")));
    }

    [Fact]
    public void NewKey_WithoutMore_MayNotReplayNorAdministerNorSeeOthersWork()
    {
        var access = Access(new StreamGrantOptions { Name = "*" });

        Assert.False(access.MayReplay);
        Assert.False(access.MayReplayTo(new("s")));
        Assert.False(access.MayAdminister);
        Assert.True(access.MaySeeWorkOf("id"));
        Assert.False(access.MaySeeWorkOf("other"));
        Assert.False(access.MaySeeWorkOf(""));
    }

    private static StreamAccess Access(params StreamGrantOptions[] streams)
    {
        var key = new AccessKeyOptions { Id = "id", Verifier = Scram.ScramVerifier.Create("password").ToString() };
        foreach (var stream in streams) key.Streams.Add(stream);
        return AccessKey.Of(key).Access;
    }
}
