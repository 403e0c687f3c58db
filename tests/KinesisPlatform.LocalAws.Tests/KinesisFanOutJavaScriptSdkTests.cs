using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>The AWS SDK for JavaScript, over HTTP/2 without TLS, judges enhanced fan-out; it checks the events' checksums.</summary>
public sealed class KinesisFanOutJavaScriptSdkTests
{
    [Fact]
    public async Task FanOut_ThroughTheOfficialClient_GivesWhatTheServiceGives()
    {
        var options = new LocalAwsOptions { Port = 0, AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "secret" };
        await using var server = await LocalAwsServer.StartAsync(options, TimeProvider.System, default);

        using var output = JsonDocument.Parse(await NodeScript.RunAsync("kinesis-fan-out.mjs", server.Endpoint.ToString(), "from-node", "AKIDEXAMPLE", "secret"));
        var seen = output.RootElement;

        var arn = seen.GetProperty("consumer").GetProperty("ConsumerARN").GetString();
        Assert.Equal(["ACTIVE", "ACTIVE"], new[] { "consumer", "described" }.Select(n => seen.GetProperty(n).GetProperty("ConsumerStatus").GetString()));
        Assert.Equal([arn], seen.GetProperty("listed").EnumerateArray().Select(c => c.GetProperty("ConsumerARN").GetString()));
        var events = seen.GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(["one", "two", "three"], events.SelectMany(e => e.GetProperty("records").EnumerateArray()).Select(r => r.GetProperty("data").GetString()));
        Assert.All(events.SelectMany(e => e.GetProperty("records").EnumerateArray()), r => Assert.Equal("schlüssel", r.GetProperty("key").GetString()));
        Assert.Equal(2, events[^1].GetProperty("children").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, events[^1].GetProperty("continuation").ValueKind);
        Assert.All(events[..^1], e => Assert.Equal(56, e.GetProperty("continuation").GetString()!.Length));
        Assert.Equal(["three"], seen.GetProperty("after").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(["node"], seen.GetProperty("left").EnumerateArray().Select(t => t.GetString()));
        Assert.Equal(
            ["ResourceInUseException", "ResourceInUseException", "ResourceNotFoundException"],
            new[] { "again", "tooSoon", "missing" }.Select(n => seen.GetProperty(n).GetString()));
    }
}
