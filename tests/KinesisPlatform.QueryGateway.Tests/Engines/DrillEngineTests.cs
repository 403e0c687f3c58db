using System.Net;
using KinesisPlatform.QueryGateway.Engines;
using KinesisPlatform.QueryGateway.Engines.Drill;
using KinesisPlatform.Sql.Queries;
using KinesisPlatform.TestKit;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>Drill's REST interface, from the gateway's to a server of it.</summary>
public sealed class DrillEngineTests(EngineGateway gateway) : IClassFixture<EngineGateway>
{
    private static readonly (string, string)[] Numbers = [("n", "BIGINT")];

    private DrillServer Drill => gateway.Drill;

    [Fact]
    public async Task Query_IsSentAsDocumented_AndItsRowsAreRead()
    {
        Drill.On("as documented", new() { Columns = Numbers, Rows = [.. Enumerable.Range(0, 3000).Select(i => $"{{\"n\":{i}}}")] });
        var (status, body) = await gateway.AskAsync(new { sql = "select 'as documented';", engine = "drill", rowsMax = 2500 });

        Assert.Equal(200, status);
        Assert.Equal(Enumerable.Range(0, 2500), body.GetProperty("rows").EnumerateArray().Select(row => row[0].GetInt32()));
        Assert.True(body.GetProperty("stats").GetProperty("isCut").GetBoolean());
        Assert.StartsWith("1f9c72aa-", body.GetProperty("stats").GetProperty("engine").GetProperty("queryId").GetString(), StringComparison.Ordinal);
        var request = Drill.Requests.Last();
        Assert.Equal(("SQL", "s3.archive", 2501), (request.GetProperty("queryType").GetString(), request.GetProperty("defaultSchema").GetString(), request.GetProperty("autoLimit").GetInt32()));
        Assert.EndsWith("\nselect 'as documented'", request.GetProperty("query").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", "-7", "INTEGER", "-7")]
    [InlineData("BIGINT", "9223372036854775807", "BIGINT", "9223372036854775807")]
    [InlineData("BIGINT(0, 0)", "1", "BIGINT", "1")]
    [InlineData("FLOAT4", "1.100000023841858", "FLOAT", "1.1")]
    [InlineData("FLOAT8", "1.7976931348623157E308", "DOUBLE", "1.7976931348623157E+308")]
    [InlineData("FLOAT8", "\"NaN\"", "DOUBLE", "\"NaN\"")]
    [InlineData("VARDECIMAL(18, 3)", "12.340", "DECIMAL(18,3)", "12.340")]
    [InlineData("VARDECIMAL(38, 18)", "1E-18", "DECIMAL(38,18)", "0.000000000000000001")]
    [InlineData("VARDECIMAL(38, 38)", "-1.5E-37", "DECIMAL(38,38)", "-0.00000000000000000000000000000000000015")]
    [InlineData("VARDECIMAL(38, 0)", "12345678901234567890123456789012345678", "DECIMAL(38,0)", "12345678901234567890123456789012345678")]
    [InlineData("BIT", "true", "BOOLEAN", "true")]
    [InlineData("VARCHAR(3)", "\"a\\\"ü\"", "VARCHAR", "\"a\\\"ü\"")]
    [InlineData("VARBINARY", "\"AP8=\"", "BLOB", "\"AP8=\"")]
    [InlineData("DATE", "1790812800000", "DATE", "\"2026-10-01\"")]
    [InlineData("DATE", "\"2026-10-01\"", "DATE", "\"2026-10-01\"")]
    [InlineData("TIME", "45296789", "TIME", "\"12:34:56.789\"")]
    [InlineData("TIMESTAMP", "-1", "TIMESTAMP", "\"1969-12-31T23:59:59.999\"")]
    [InlineData("INTERVALYEAR", "\"P-1Y-2M\"", "INTERVAL", "\"P-14M0DT0S\"")]
    [InlineData("INTERVALDAY", "\"P1DT7384.500S\"", "INTERVAL", "\"P0M1DT7384.5S\"")]
    [InlineData("INTERVAL", "\"PT0S\"", "INTERVAL", "\"P0M0DT0S\"")]
    [InlineData("MAP", "{\"k\":[1,2.50]}", "JSON", "{\"k\":[1,2.50]}")]
    [InlineData("LIST", "[[1,2],[3]]", "JSON", "[[1,2],[3]]")]
    // A list comes under its items' type.
    [InlineData("BIGINT", "[1,2]", "BIGINT", "[1,2]")]
    public async Task Value_IsAsExactAsItCame(string metadata, string value, string type, string expected)
    {
        Drill.On("one value", new() { Columns = [("x", metadata)], Rows = [$"{{\"x\":{value}}}", "{\"x\":null}"] });
        var (status, body) = await gateway.AskAsync(new { sql = "select 'one value'", engine = "drill", page = new { rows = 10 } });
        Assert.Equal(200, status);
        Assert.Equal(type, body.GetProperty("columns")[0].GetProperty("type").GetString());
        Assert.Equal($"[[{expected}],[null]]", body.GetProperty("rows").GetRawText());
    }

    [Theory]
    [InlineData("VALIDATION ERROR: From line 2, column 15 to line 2, column 16: Object 'nope' not found within 's3.archive': gone\n\n[Error Id: 1f9c72aa-1 on host:31010]", 404, "Drill: VALIDATION ERROR: Object 'nope' not found within 's3.archive': gone (line 1, column 15).")]
    [InlineData("PARSE ERROR: Encountered \"frm\" at line 3, column 2.", 400, "Drill: PARSE ERROR: Encountered \"frm\" (line 2, column 2).")]
    [InlineData("RESOURCE ERROR: One or more nodes ran out of memory", 503, "Drill cannot run the query now: RESOURCE ERROR: One or more nodes ran out of memory. Try again later, or narrow it.")]
    [InlineData("SYSTEM ERROR: NullPointerException", 503, "Drill failed inside: SYSTEM ERROR: NullPointerException. Try again; its console shows the query")]
    public async Task Failure_IsToldInDrillsWords_WithItsPlaceInTheStatement(string error, int expected, string detail)
    {
        Drill.On("fails at once", new() { Error = error });
        var (status, body) = await gateway.AskAsync(new { sql = "select 'fails at once'", engine = "drill" });
        Assert.Equal(expected, status);
        Assert.StartsWith(detail, EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.DoesNotContain("secret.internals", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_BehindRows_IsFoundInTheProfile_AndBreaksTheResultOff()
    {
        Drill.On("fails later", new() { Columns = Numbers, Rows = ["{\"n\":1}"], Error = "DATA_READ ERROR: a file is cut off" });
        var (status, body) = await gateway.AskAsync(new { sql = "select 'fails later'", engine = "drill" });
        Assert.Equal(400, status);
        Assert.Contains("a file is cut off", EngineGateway.Detail(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatIsCutOff_IsNoResult()
    {
        Drill.On("cut off", new() { Columns = Numbers, Rows = ["{\"n\":1}", "{\"n\":2}"], IsCutOff = true });
        var (status, body) = await gateway.AskAsync(new { sql = "select 'cut off'", engine = "drill" });
        Assert.Equal(503, status);
        Assert.Contains("not whole", EngineGateway.Detail(body), StringComparison.Ordinal);
        // It may have run: it is not sent again.
        Assert.Single(Drill.Requests, request => request.GetProperty("query").GetString()!.Contains("cut off", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Query_CancelledElsewhere_IsSaidSo()
    {
        Drill.On("cancelled there", new() { Columns = Numbers, State = "CANCELED" });
        var (status, body) = await gateway.AskAsync(new { sql = "select 'cancelled there'", engine = "drill" });
        Assert.Equal(503, status);
        Assert.Contains("cancelled at Drill", EngineGateway.Detail(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_BeforeItIsTaken_IsRetried()
    {
        Drill.On("retried", new() { Columns = Numbers, Rows = ["{\"n\":1}"] });
        Drill.Refusals.Enqueue(503);
        Drill.Refusals.Enqueue(429);
        Assert.Equal(200, (await gateway.AskAsync(new { sql = "select 'retried'", engine = "drill" })).Status);
    }

    [Theory]
    [InlineData(401, false)]
    [InlineData(404, false)]
    [InlineData(502, true)]
    [InlineData(504, true)]
    public async Task Refusal_IsLookedAfterInDrillsList_OnlyWhereTheStatementMayRun(int refusal, bool mayRun)
    {
        var (requests, looks) = (Drill.Requests.Count, Drill.Looks);
        Drill.Refusals.Enqueue(refusal);
        Assert.Equal(503, (await gateway.AskAsync(new { sql = "select 'refused'", engine = "drill" })).Status);
        Assert.Equal(mayRun, Drill.Looks > looks);
        // What may run is not sent again, nor what is refused for good.
        Assert.Equal(requests + 1, Drill.Requests.Count);
    }

    [Fact]
    public async Task Start_WhereNothingListens_LeavesNothingToEnd()
    {
        using var nobody = LoopbackPort.Refusing(out var port);
        var options = new EnginesOptions { Drill = { Url = new($"http://127.0.0.1:{port}"), RetryTimeMax = TimeSpan.FromMilliseconds(150) } };
        using var client = new DrillClient(Options.Create(options), TimeProvider.System);
        var log = new CountingLogger();
        var run = new DrillRun(client, options.Drill, QueryId.Create(DateTimeOffset.UtcNow), TimeProvider.System, log);
        await Assert.ThrowsAsync<PlatformException>(() => run.StartAsync("select 1", null, CancellationToken.None));
        await run.DisposeAsync();
        Assert.Equal(0, log.Count);
    }

    [Fact]
    public async Task Delete_BeforeTheFirstRow_FindsTheQueryByItsMark_AndCancelsIt()
    {
        Drill.On("slow to begin", new() { Until = new TaskCompletionSource().Task });
        var running = gateway.Gateway.PostAsync(new { sql = "select 'slow to begin'", engine = "drill" });
        await EngineGateway.UntilAsync(() => Drill.Requests.Any(request => request.GetProperty("query").GetString()!.Contains("slow to begin", StringComparison.Ordinal)));
        var id = (await gateway.GetAsync("/queries?state=running")).GetProperty("queries")[0].GetProperty("id").GetString();
        var before = Drill.Cancelled.Count;

        await gateway.Gateway.Http.DeleteAsync($"/queries/{id}");

        using var response = await running;
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        await EngineGateway.UntilAsync(() => Drill.Cancelled.Count == before + 1);
    }

    [Fact]
    public async Task Client_ThatLeavesAmongTheRows_CancelsItsQuery()
    {
        Drill.On("slow to end", new() { Columns = Numbers, Rows = [.. Enumerable.Range(0, 100).Select(i => $"{{\"n\":{i}}}")], PauseBehind = 50 });
        var before = Drill.Cancelled.Count;
        using (var answer = await gateway.Gateway.PostAsync(new { sql = "select 'slow to end'", engine = "drill" }, "application/x-ndjson"))
        {
            using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
            Assert.Equal("{\"n\":0}", await reader.ReadLineAsync());
        }
        await EngineGateway.UntilAsync(() => Drill.Cancelled.Count == before + 1);
    }

    [Theory]
    [InlineData("create table s3.archive.x as select 1")]
    [InlineData("alter system set `a` = 1")]
    [InlineData("drop table x")]
    [InlineData("/* select */ insert into x values (1)")]
    [InlineData("// select\n drop table x")]
    [InlineData("use s3")]
    [InlineData("refresh table metadata x")]
    [InlineData("set `a` = 1")]
    public async Task Statement_ThatDoesNotOnlyRead_IsNotSent(string sql)
    {
        var before = Drill.Requests.Count;
        Assert.Equal(400, (await gateway.AskAsync(new { sql, engine = "drill" })).Status);
        Assert.Equal(before, Drill.Requests.Count);
    }

    [Fact]
    public async Task Parameters_AreRefused()
    {
        var (status, body) = await gateway.AskAsync(new { sql = "select ?", engine = "drill", parameters = new[] { 1 } });
        Assert.Equal(400, status);
        Assert.Contains("takes no parameters", EngineGateway.Detail(body), StringComparison.Ordinal);
    }

    private sealed class CountingLogger : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
