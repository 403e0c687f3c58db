using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.LocalAws.Tests;

/// <summary>The AWS SDK for JavaScript judges the emulated Kinesis: a client that nobody here wrote.</summary>
public sealed class KinesisJavaScriptSdkTests
{
    [Fact]
    public async Task EveryOperation_ThroughTheOfficialClient_GivesWhatTheServiceGives()
    {
        // The script reads faster than five times a second.
        var options = new LocalAwsOptions { Port = 0, EnforceLimits = false, AccessKeyId = "AKIDEXAMPLE", SecretAccessKey = "secret" };
        await using var server = await LocalAwsServer.StartAsync(options, TimeProvider.System, default);

        using var output = JsonDocument.Parse(await NodeScript.RunAsync("kinesis.mjs", server.Endpoint.ToString(), "from-node", "AKIDEXAMPLE", "secret"));
        var seen = output.RootElement;

        Assert.Equal("ACTIVE", seen.GetProperty("description").GetProperty("StreamStatus").GetString());
        Assert.Equal(2, seen.GetProperty("byArn").GetProperty("OpenShardCount").GetInt32());
        Assert.Equal(0, seen.GetProperty("putAll").GetProperty("FailedRecordCount").GetInt32());
        var read = seen.GetProperty("read").EnumerateArray().Select(r => r.GetProperty("records").EnumerateArray().ToList()).ToList();
        Assert.Equal(
            Enumerable.Range(0, 20).Select(i => $"data {i}").Append("single").Order(),
            read.SelectMany(r => r).Select(r => r.GetProperty("data").GetString()!).Order());
        Assert.Contains(read[0].Concat(read[1]), r => r.GetProperty("key").GetString() == "é");
        Assert.Equal([read[0].Count - 3, read[0].Count - 2, read[0].Count], [seen.GetProperty("after").GetInt32(), seen.GetProperty("at").GetInt32(), seen.GetProperty("atTime").GetInt32()]);
        Assert.Equal(2, seen.GetProperty("afterSplit").GetProperty("children").GetArrayLength());
        Assert.Equal(3, seen.GetProperty("open").GetInt32());
        Assert.Equal(seen.GetProperty("shards").GetArrayLength(), seen.GetProperty("shards").EnumerateArray().Select(s => s.GetProperty("ShardId").GetString()).Distinct().Count());
        Assert.Equal(
            ["again ResourceInUseException", "missing ResourceNotFoundException", "badIterator InvalidArgumentException", "badName ValidationException", "deleted ResourceNotFoundException"],
            seen.GetProperty("errors").EnumerateObject().Select(e => $"{e.Name} {e.Value.GetProperty("name").GetString()}"));
    }
}
