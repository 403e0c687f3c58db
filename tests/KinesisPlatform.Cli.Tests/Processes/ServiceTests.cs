using System.Text.Json;
using KinesisPlatform.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace KinesisPlatform.Cli.Tests.Processes;

/// <summary>How kp takes answers that a real service gives only when something is wrong.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task Problem_OfManyErrors_IsShownWithAllOfThem()
    {
        await using var service = await ScriptedService.StartAsync(app => app.MapPost("/replays", () => Results.ValidationProblem(
            new Dictionary<string, string[]> { ["to"] = ["Too early.", "And too late.\u001b[2J"], ["pace.share"] = ["Too much."] }, "The replay cannot be made.")));

        var run = await Kp.RunAsync(["replay", "start", "a", "b", "--replay-url", service.Address]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        foreach (var expected in (string[])["error: The replay cannot be made.", "- to: Too early.", "- to: And too late.\\u001b[2J", "- pace.share: Too much."]) Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problem_WithJson_IsThereAsItCame()
    {
        await using var service = await ScriptedService.StartAsync(app => app.MapGet("/streams", () => Results.Problem("Not you.", statusCode: 403)));

        var run = await Kp.RunAsync(["--json", "streams", "--gateway-url", service.Address]);

        using var error = JsonDocument.Parse(run.Error);
        Assert.Equal(4, run.ExitCode);
        Assert.Equal("Not you.", error.RootElement.GetProperty("problem").GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Get_ServiceIsUnavailableFirst_IsTriedAgain()
    {
        var count = 0;
        await using var service = await ScriptedService.StartAsync(app => app.MapGet("/streams", () => Interlocked.Increment(ref count) == 1
            ? Results.Problem("Starting.", statusCode: 503)
            : Results.Json(new { streams = new[] { new { name = "flights" } } })));

        var run = await Kp.RunAsync(["streams", "--gateway-url", service.Address]);

        Assert.Equal((0, "flights", 2), (run.ExitCode, run.Output.Trim(), count));
    }

    [Fact]
    public async Task Key_IsSentAsABearerTokenAndNotToWhereARedirectPoints()
    {
        await using var other = await ScriptedService.StartAsync(app => app.MapFallback(() => Results.Ok()));
        await using var service = await ScriptedService.StartAsync(app => app.MapGet("/streams", () => Results.Redirect($"{other.Address}/streams")));

        var run = await Kp.RunAsync(["streams", "--gateway-url", service.Address], new Dictionary<string, string> { ["KP_API_KEY"] = "kp_bi_secret" });

        Assert.NotEqual(0, run.ExitCode);
        Assert.Equal("Bearer kp_bi_secret", Assert.Single(service.Requests).Authorization);
        Assert.Empty(other.Requests);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_ByAnEngine_IsAskedSo_AndSaysWhatItDid()
    {
        JsonElement asked = default;
        await using var service = await ScriptedService.StartAsync(app =>
        {
            app.MapPost("/sql", async (HttpContext context) =>
            {
                asked = await context.Request.ReadFromJsonAsync<JsonElement>();
                return Results.Json(new { id = "q1", state = "queued", sql = "", startedAt = DateTimeOffset.UnixEpoch, elapsedMilliseconds = 0, progress = new { rowCount = 0, fetchedBytes = 0, memoryBytes = 0 } }, statusCode: 202);
            });
            app.MapGet("/queries/q1/results", () => Results.Text("""
                {"columns":[{"name":"n","type":"BIGINT"}],"rows":[[7]],"page":{"number":1,"firstRow":0,"rowCount":1},"next":null,"stats":{"queryId":"q1","rowCount":1,"isCut":false,"elapsedMilliseconds":5,"fetchedBytes":10,"tables":[],
                "engine":{"name":"trino","queryId":"20260101_1","readRowCount":1,"warnings":["an old function"],"fresh":{"upTo":"2026-01-02T03:04:05Z","elapsedMilliseconds":1500,"streams":[]}}}}
                """, "application/json"));
            app.MapDelete("/queries/q1", () => Results.NoContent());
        });

        var run = await Kp.RunAsync(["sql", "--engine", "trino", "--fresh", "select ?", "--param", "7", "--gateway-url", service.Address]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("trino", true, "select ?", 7), (asked.GetProperty("engine").GetString(), asked.GetProperty("fresh").GetBoolean(), asked.GetProperty("sql").GetString(), asked.GetProperty("parameters")[0].GetInt32()));
        Assert.Contains("By trino (20260101_1); the archive was complete up to 2026-01-02T03:04:05", run.Error, StringComparison.Ordinal);
        Assert.Contains("an old function", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_BreaksOff_SaysWhyAndFails()
    {
        await using var service = await ScriptedService.StartAsync(app =>
        {
            app.MapPost("/sql", async (HttpContext context) =>
            {
                context.Response.Headers["Query-Id"] = "q1";
                await BreakOffAsync(context.Response, "a\r\n1\r\n");
            });
            app.MapGet("/queries/q1", () => Results.Json(new { id = "q1", state = "failed", sql = "", startedAt = DateTimeOffset.UnixEpoch, elapsedMilliseconds = 1, progress = new { rowCount = 1, fetchedBytes = 0, memoryBytes = 0 }, error = "The worker was killed." }));
        });

        var run = await Kp.RunAsync(["sql", "select 1", "--format", "csv", "--gateway-url", service.Address]);

        Assert.Equal((1, "a\r\n1\r\n"), (run.ExitCode, run.Output));
        Assert.DoesNotContain("did not expect", run.Error, StringComparison.Ordinal);
        Assert.Contains("The worker was killed.", run.Error, StringComparison.Ordinal);
        Assert.Contains("not all there are", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_InterruptedWhileTheQueryRuns_DeletesIt()
    {
        var running = new TaskCompletionSource();
        await using var service = await ScriptedService.StartAsync(app =>
        {
            app.MapPost("/sql", () => Results.Json(Running, statusCode: 202));
            app.MapGet("/queries/q1/results", () =>
            {
                running.TrySetResult();
                return Results.Json(Running, statusCode: 202);
            });
            app.MapDelete("/queries/q1", () => Results.NoContent());
        });
        using var process = Kp.Start(["sql", "select 1", "--gateway-url", service.Address]);
        await running.Task.WaitAsync(DotnetProcess.Limit);

        await process.TerminateAsync();

        var run = await process.EndAsync();
        Assert.Equal((143, ""), (run.ExitCode, run.Output));
        Assert.Contains("Query q1 was cancelled.", run.Error, StringComparison.Ordinal);
        Assert.Contains(service.Requests, request => request.Request == "DELETE /queries/q1");
    }

    [Fact]
    public async Task Replay_InterruptedWhileItIsAskedFor_SaysThatItRuns()
    {
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var service = await ScriptedService.StartAsync(app => app.MapPost("/replays", async () =>
        {
            asked.TrySetResult();
            await answer.Task;
            return Results.Json(new { id = "r1", state = "planning", source = "a", target = "b", requestedAt = DateTimeOffset.UnixEpoch }, statusCode: 202);
        }));
        using var process = Kp.Start(["replay", "start", "a", "b", "--replay-url", service.Address]);
        await asked.Task.WaitAsync(DotnetProcess.Limit);

        await process.TerminateAsync();
        await process.WaitForErrorAsync("Waiting a moment");
        answer.SetResult();

        var run = await process.EndAsync();
        Assert.Equal(143, run.ExitCode);
        Assert.Contains("replay r1 was started and keeps running", run.Error, StringComparison.Ordinal);
        Assert.Contains("kp replay cancel r1", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_ConnectionBreaksAgainAndAgain_IsAskedForWithOneTokenAndTheErrorNamesIt()
    {
        var tokens = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        await using var service = await ScriptedService.StartAsync(app => app.MapPost("/replays", async (HttpContext context) =>
        {
            using var body = await JsonDocument.ParseAsync(context.Request.Body);
            tokens.Enqueue(body.RootElement.GetProperty("clientToken").GetString());
            context.Abort();
        }));

        var run = await Kp.RunAsync("replay", "start", "a", "b", "--replay-url", service.Address);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(3, tokens.Count);
        Assert.Contains($"--client-token {Assert.Single(tokens.Distinct())}", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_ConnectionBreaks_ComesBackBehindWhatItSaw()
    {
        var connections = 0;
        await using var service = await ScriptedService.StartAsync(app =>
        {
            app.MapGet("/replays/r1", () => Results.Json(new { id = "r1", state = connections > 1 ? "done" : "running", source = "a", target = "b", requestedAt = DateTimeOffset.UnixEpoch }));
            app.MapGet("/replays/r1/events", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                if (Interlocked.Increment(ref connections) == 1)
                {
                    await BreakOffAsync(context.Response, "id: 1\nevent: state\ndata: {\"number\":1,\"state\":\"running\",\"at\":\"2026-01-01T00:00:00Z\"}\n\n");
                    return;
                }
                Assert.Equal("1", context.Request.Headers["Last-Event-ID"]);
                await context.Response.WriteAsync(": still here\n\nid: 2\nevent: state\ndata: {\"number\":2,\"state\":\"done\",\"at\":\"2026-01-01T00:00:00Z\"}\n\n");
            });
        });

        var run = await Kp.RunAsync(["--json", "replay", "watch", "r1", "--replay-url", service.Address]);

        Assert.Equal("", run.Error);
        Assert.Equal((0, 2), (run.ExitCode, connections));
        Assert.Equal(["running", "done"], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("data").GetProperty("state").GetString()));
    }

    /// <summary>Less than was announced, and then nothing: the connection ends behind what was written, and not instead of it.</summary>
    private static Task BreakOffAsync(HttpResponse response, string text)
    {
        response.ContentLength = text.Length + 100;
        return response.WriteAsync(text);
    }

    private static object Running => new { id = "q1", state = "running", sql = "", startedAt = DateTimeOffset.UnixEpoch, elapsedMilliseconds = 1, progress = new { rowCount = 0, fetchedBytes = 0, memoryBytes = 0 } };
}
