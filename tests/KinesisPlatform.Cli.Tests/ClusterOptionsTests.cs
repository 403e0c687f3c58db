using System.Text.Json.Nodes;
using KinesisPlatform.Cli.Clusters;

namespace KinesisPlatform.Cli.Tests;

public sealed class ClusterOptionsTests
{
    [Theory]
    [InlineData("8889", 8889, 8889)]
    [InlineData("9000:8889", 9000, 8889)]
    public void Ports_OfText_AreTheLocalAndTheRemote(string text, int local, int remote) => Assert.Equal(new PortPair(local, remote), PortPair.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("65536")]
    [InlineData("a:b")]
    [InlineData("1:2:3")]
    [InlineData("-1")]
    public void Ports_OfOtherText_AreNone(string text) => Assert.Null(PortPair.Parse(text));

    [Fact]
    public void Set_PathsOfAnyDepth_GoOverWhatIsThere()
    {
        var settings = (JsonObject)JsonNode.Parse("""{"idleTermination": {"enabled": true, "minutes": 60}, "name": "x"}""")!;

        foreach (var setting in (string[])["idleTermination.minutes=30", "drill.tarball=s3://b/a=b.tar.gz", "streams=[\"orders\"]", "name.first=y", "tags=null"]) ClusterSettingsOptions.Set(settings, setting);

        Assert.Equal("""{"idleTermination":{"enabled":true,"minutes":30},"name":{"first":"y"},"drill":{"tarball":"s3://b/a=b.tar.gz"},"streams":["orders"],"tags":null}""", settings.ToJsonString());
    }
}
