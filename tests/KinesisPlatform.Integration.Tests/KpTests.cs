using System.Text.Json;
using KinesisPlatform.TestKit;

namespace KinesisPlatform.Integration.Tests;

/// <summary>The command line as its users run it, against the services.</summary>
[Collection(PlatformCollection.Name)]
public sealed class KpTests(PlatformFixture platform)
{
    [Fact]
    public async Task Streams_OneAndAllAndOneThatIsNotThere_AreTold()
    {
        await WaitForRecordsAsync();

        var all = await RunAsync("streams");
        var one = await RunAsync("streams", "flights", "--json");
        var none = await RunAsync("streams", "flihgts");

        Assert.Contains("flights", all.Output.Split('\n'));
        Assert.True(Json(one).GetProperty("shards").GetArrayLength() > 0);
        Assert.Equal((3, ""), (none.ExitCode, none.Output));
        Assert.Contains("Did you mean flights?", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ArchiveFlush_WhileRecordsArrive_HasThemInTheTable()
    {
        var before = await platform.Sql.NumberAsync("select count(*) from flights");

        var flush = await RunAsync("archive", "flush", "flights", "--json");

        var archived = await platform.Sql.NumberAsync("select count(*) from archive('flights')");
        Assert.Equal((0, ""), (flush.ExitCode, flush.Error));
        Assert.True(archived >= before, $"{before} records were there before the flush, and {archived} are archived after it.");
        Assert.True(Json(flush).GetProperty("isCommitted").GetBoolean());
    }

    [Fact]
    public async Task ArchiveStatus_OfAllStreams_IsAnAlignedTable()
    {
        await WaitForRecordsAsync();

        var status = await RunAsync("archive", "status");

        Assert.StartsWith("STREAM", status.Output, StringComparison.Ordinal);
        Assert.Contains(status.Output.Split('\n'), line => line.StartsWith("flights ", StringComparison.Ordinal) && line.Contains("running", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("csv", "a,b\r\n1,\r\n2,\"x,y\"\r\n")]
    [InlineData("ndjson", "{\"a\":1,\"b\":null}\n{\"a\":2,\"b\":\"x,y\"}\n")]
    [InlineData("table", "a  b\n1  NULL\n2  x,y\n")]
    public async Task Sql_InEachFormat_WritesTheRowsAndNothingElseToStdout(string format, string expected)
    {
        var run = await RunAsync("sql", "--format", format, "from (values (1, null), (2, 'x,y')) v(a, b) order by a");

        Assert.Equal((0, expected), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Sql_MoreRowsThanAPage_AreOneDocumentWithEveryRowOnce()
    {
        var run = await RunAsync("sql", "--json", "select i::hugeint * 10000000000000000000 as big, i from range(30000) t(i) order by i");

        var document = Json(run);
        Assert.Equal(Enumerable.Range(0, 30_000), document.GetProperty("rows").EnumerateArray().Select(row => row[1].GetInt32()));
        Assert.Equal("299990000000000000000000", document.GetProperty("rows")[29_999][0].GetRawText());
        Assert.Equal(30_000, document.GetProperty("stats").GetProperty("rowCount").GetInt64());
    }

    [Fact]
    public async Task Sql_ScriptOnStdinWithParameters_RunsToTheFirstMistake()
    {
        using var process = Start(["sql", "--format", "csv", "--param", "5", "--param", "it's"], "select $1 + 1 as a, $2 as b; -- one;\nselect ';' as c, $1, $2;\nselect * from nowhere_at_all, (select $1, $2); select 9");
        var run = await process.EndAsync();

        Assert.Equal((3, "a,b\r\n6,it's\r\nc,$1,$2\r\n;,5,it's\r\n"), (run.ExitCode, run.Output));
        Assert.Contains("nowhere_at_all", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_Terminated_LeavesNoQueryBehind()
    {
        using var process = Start(["sql", "select sum(a.i * b.i % 7) as interrupted from range(100000000) a(i), range(1000) b(i)"]);
        var running = await Eventually.GetAsync(() => QueriesAsync("running"), queries => queries.Count > 0, Eventually.Limit);

        await process.TerminateAsync();

        var run = await process.EndAsync();
        Assert.Equal((143, ""), (run.ExitCode, run.Output));
        Assert.Contains("was cancelled", run.Error, StringComparison.Ordinal);
        Assert.Single(await QueriesAsync("cancelled"), query => query.GetProperty("id").GetString() == running[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task Replay_FromPreviewToItsEnd_IsStartedPacedPausedResumedWatchedAndListed()
    {
        await WaitForRecordsAsync();
        // A preview tells of what is archived.
        await RunAsync("archive", "flush", "flights");
        var preview = await RunAsync("replay", "preview", "flights", "flights-replay", "--to", "now", "--limit", "2", "--json");
        Assert.Equal(2, Json(preview).GetProperty("records").GetArrayLength());

        var start = await RunAsync("replay", "start", "flights", "flights-replay", "--to", "now", "--where", "partition_key < 'M'", "--annotate", """{"by": "kp"}""", "--records-per-second", "20", "--json");
        Assert.Equal((0, ""), (start.ExitCode, start.Error));
        var id = Json(start).GetProperty("id").GetString()!;
        var pause = await RunAsync("replay", "pause", id, "--json");
        var pace = await RunAsync("replay", "pace", id, "--unlimited", "--json");
        var resume = await RunAsync("replay", "resume", id);
        var watch = await RunAsync("replay", "watch", id, "--json");
        var letters = await RunAsync("replay", "dead-letters", id);

        Assert.Equal("paused", Json(pause).GetProperty("state").GetString());
        Assert.False(Json(pace).TryGetProperty("pace", out _));
        Assert.Equal(0, resume.ExitCode);
        Assert.Equal((0, "done"), (watch.ExitCode, JsonDocument.Parse(watch.Output.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("data").GetProperty("state").GetString()));
        Assert.Contains("has no dead letters", letters.Error, StringComparison.Ordinal);
        Assert.Contains(id, (await RunAsync("replay", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("by", (await RunAsync("sql", "--format", "csv", $"select json from \"flights-replay\" where json->>'$._replay.id' = '{id}' limit 1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_Cancelled_EndsAndSaysSo()
    {
        await WaitForRecordsAsync();
        var start = await RunAsync("replay", "start", "flights", "flights-replay", "--records-per-second", "1", "--json");

        var cancel = await RunAsync("replay", "cancel", Json(start).GetProperty("id").GetString()!, "--json");

        Assert.Equal((0, "cancelled"), (cancel.ExitCode, Json(cancel).GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Doctor_OverTheWholePlatform_FindsNothingWrong()
    {
        await WaitForRecordsAsync();

        var run = await RunAsync("doctor", "--json");

        var findings = Json(run).GetProperty("findings").EnumerateArray().ToList();
        Assert.True(run.ExitCode == 0, run.Output);
        foreach (var check in (string[])["query-gateway", "replay-coordinator", "cluster-provisioner", "archiver", "credentials", "bucket", "Kinesis", "SQS", "EMR"])
            Assert.Single(findings, finding => finding.GetProperty("check").GetString() == check && finding.GetProperty("state").GetString() == "ok");
        Assert.Contains(findings, finding => finding.GetProperty("message").GetString()!.Contains("If-None-Match and If-Match are enforced", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cluster_FromItsPlanToItsEnd_IsLaunchedOnceWaitedForListedAndTerminated()
    {
        await WaitForRecordsAsync();
        var plan = await RunAsync("launch-cluster", "--dry-run", "--json", "--set", "name=by-kp");
        var uploaded = await RunAsync("upload-resources", "--json", "--set", "name=by-kp");
        string[] launch = ["launch-cluster", "--yes", "--json", "--set", "name=by-kp", "--client-token", "once"];
        var first = await RunAsync(launch);
        var second = await RunAsync(launch);
        var id = Json(first).GetProperty("id").GetString()!;
        var ready = await RunAsync("wait-until-ready", id, "--json");
        var listed = await RunAsync("clusters");
        var ended = await RunAsync("terminate-clusters", id, "--wait", "--json");

        Assert.True(Json(plan).GetProperty("estimate").GetProperty("perMonth").GetProperty("low").GetDouble() > 0);
        Assert.Equal(
            Json(plan).GetProperty("files").EnumerateObject().Select(file => file.Name).Order(),
            JsonDocument.Parse(uploaded.Output).RootElement.EnumerateArray().Select(file => file.GetProperty("uri").GetString()).Order());
        Assert.Equal(id, Json(second).GetProperty("id").GetString());
        Assert.Equal((0, true), (ready.ExitCode, Json(ready).GetProperty("isReady").GetBoolean()));
        Assert.Contains(listed.Output.Split('\n'), line => line.StartsWith(id, StringComparison.Ordinal) && line.Contains("by-kp", StringComparison.Ordinal));
        Assert.Equal((0, "terminated"), (ended.ExitCode, Json(ended).GetProperty("state").GetString()));
    }

    private static JsonElement Json(DotnetRun run)
    {
        Assert.True(run.Output.StartsWith('{'), $"{run.ExitCode}: {run.Output}{run.Error}");
        return JsonDocument.Parse(run.Output).RootElement;
    }

    private async Task<DotnetRun> RunAsync(params string[] args)
    {
        using var process = Start(args);
        return await process.EndAsync();
    }

    private DotnetProcess Start(string[] args, string input = "") => platform.StartKp(args, input);

    private Task<long> WaitForRecordsAsync() => Eventually.GetAsync(() => platform.Sql.NumberAsync("select count(*) from flights"), count => count > 0, Eventually.Limit);

    private async Task<List<JsonElement>> QueriesAsync(string state)
    {
        var run = await RunAsync("queries", "--all", "--json");
        return [.. Json(run).GetProperty("queries").EnumerateArray().Where(query => query.GetProperty("state").GetString() == state && query.GetProperty("sql").GetString()!.Contains("interrupted", StringComparison.Ordinal))];
    }
}
