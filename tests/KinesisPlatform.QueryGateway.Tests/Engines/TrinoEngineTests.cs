using System.Net;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>Trino's protocol, from the gateway's interface to a server of it.</summary>
public sealed class TrinoEngineTests(EngineGateway gateway) : IClassFixture<EngineGateway>
{
    private static readonly (string, string, string?)[] Numbers = [("n", "bigint", null)];

    private TrinoServer Trino => gateway.Trino;

    [Fact]
    public async Task Query_OfSeveralAnswers_SomeOfThemEmpty_GivesAllRowsInOrder()
    {
        Trino.On("pages", TrinoAnswer.Empty, TrinoAnswer.Of(Numbers), TrinoAnswer.Of(Numbers, [1], [2]), TrinoAnswer.Empty, TrinoAnswer.Of(Numbers, [3]), TrinoAnswer.Of(Numbers, [4], [5]), TrinoAnswer.Empty with { Warning = "an old function" });

        var (status, body) = await gateway.AskAsync(new { sql = "select pages", engine = "trino" });

        Assert.Equal(200, status);
        Assert.Equal("""[{"name":"n","type":"BIGINT"}]""", body.GetProperty("columns").GetRawText());
        Assert.Equal("[[1],[2],[3],[4],[5]]", body.GetProperty("rows").GetRawText());
        var stats = body.GetProperty("stats");
        Assert.Equal((5, false, 5678), (stats.GetProperty("rowCount").GetInt32(), stats.GetProperty("isCut").GetBoolean(), stats.GetProperty("fetchedBytes").GetInt32()));
        var engine = stats.GetProperty("engine");
        Assert.Equal(("trino", 1234, 4096, "an old function"), (engine.GetProperty("name").GetString(), engine.GetProperty("readRowCount").GetInt32(), engine.GetProperty("memoryBytes").GetInt32(), engine.GetProperty("warnings")[0].GetString()));
        Assert.StartsWith("20260101_", engine.GetProperty("queryId").GetString(), StringComparison.Ordinal);
        var query = await gateway.GetAsync($"/queries/{stats.GetProperty("queryId").GetString()}");
        Assert.Equal(("finished", "trino", 100), (query.GetProperty("state").GetString(), query.GetProperty("engine").GetString(), query.GetProperty("progress").GetProperty("percent").GetInt32()));
    }

    [Fact]
    public async Task Statement_GoesWithTheHeadersOfTheProtocol()
    {
        Trino.On("headers", TrinoAnswer.Of(Numbers, [1]));
        await gateway.AskAsync(new { sql = "select 1 -- headers;", engine = "trino" });

        var request = Trino.Requests.Last(request => request.Method == "POST");
        Assert.Equal("select 1 -- headers;", request.Body);
        Assert.Equal(("kinesis-platform", "kinesis", "kinesis", "UTC", "PARAMETRIC_DATETIME"),
            (request.Headers["X-Trino-User"], request.Headers["X-Trino-Catalog"], request.Headers["X-Trino-Schema"], request.Headers["X-Trino-Time-Zone"], request.Headers["X-Trino-Client-Capabilities"]));
        Assert.Equal(32, request.Headers["X-Trino-Trace-Token"].Length);
    }

    [Fact]
    public async Task Parameters_ArePreparedAndGivenAsLiterals()
    {
        Trino.On("select ? as p", TrinoAnswer.Of(Numbers, [1]));
        var (status, _) = await gateway.AskAsync(new { sql = "select ? as p, '?' ü", engine = "trino", parameters = new object?[] { 7, "it's", null, true, 1.50m, new Dictionary<string, object> { ["$type"] = "timestamptz", ["value"] = "2026-01-02T03:04:05.5Z" } } });

        Assert.Equal(400, status);
        (status, _) = await gateway.AskAsync(new { sql = "select ? as p, 'x'", engine = "trino", parameters = new object?[] { 7, "it's", null, true, 1.50m, new Dictionary<string, object> { ["$type"] = "timestamptz", ["value"] = "2026-01-02T03:04:05.5Z" } } });
        Assert.Equal(200, status);
        var request = Trino.Requests.Last(request => request.Method == "POST");
        Assert.Equal("EXECUTE q USING 7, 'it''s', NULL, true, DECIMAL '1.50', TIMESTAMP '2026-01-02 03:04:05.500000 UTC'", request.Body);
        Assert.Equal("q=select%20%3F%20as%20p%2C%20%27x%27", request.Headers["X-Trino-Prepared-Statement"]);
    }

    [Theory]
    [InlineData("SYNTAX_ERROR", "USER_ERROR", 400, "Trino: mismatched input 'frm' (line 2, column 3).")]
    [InlineData("TABLE_NOT_FOUND", "USER_ERROR", 404, "Trino: mismatched input 'frm' (line 2, column 3).")]
    [InlineData("DIVISION_BY_ZERO", "USER_ERROR", 400, "Trino: mismatched input 'frm' (line 2, column 3).")]
    [InlineData("EXCEEDED_GLOBAL_MEMORY_LIMIT", "INSUFFICIENT_RESOURCES", 400, "takes more than Trino lets it have")]
    [InlineData("QUERY_QUEUE_FULL", "INSUFFICIENT_RESOURCES", 503, "cannot run the query now")]
    [InlineData("ICEBERG_CANNOT_OPEN_SPLIT", "EXTERNAL", 503, "Something that Trino needs")]
    [InlineData("GENERIC_INTERNAL_ERROR", "INTERNAL_ERROR", 503, "Trino failed inside")]
    public async Task Failure_IsToldByWhoCanDoSomethingAboutIt(string name, string type, int expected, string detail)
    {
        Trino.On(name, TrinoAnswer.Empty, TrinoAnswer.Failed(name, type, "line 2:3: mismatched input 'frm'", 2, 3));
        var (status, body) = await gateway.AskAsync(new { sql = $"select\n  frm {name}", engine = "trino" });

        Assert.Equal(expected, status);
        Assert.Contains(detail, EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.DoesNotContain("secret.internals", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_BehindRows_BreaksTheAnswerOff()
    {
        Trino.On("halfway", TrinoAnswer.Of(Numbers, [1]), TrinoAnswer.Failed("NO_NODES_AVAILABLE", "INTERNAL_ERROR", "a node died"));
        using var response = await gateway.Gateway.PostAsync(new { sql = "select halfway", engine = "trino" }, "application/x-ndjson");
        var text = new MemoryStream();

        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.CopyToAsync(text));
        var query = await gateway.GetAsync($"/queries/{response.Headers.GetValues("Query-Id").Single()}");
        Assert.Equal("failed", query.GetProperty("state").GetString());
        Assert.Contains("a node died", query.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_LostOnTheWay_AreAskedForAgain_AndNoRowComesTwice()
    {
        Trino.On("lossy", TrinoAnswer.Of(Numbers, [1]) with { BreaksFirst = 2 }, TrinoAnswer.Of(Numbers, [2]), TrinoAnswer.Of(Numbers, [3]) with { BreaksFirst = 1 });
        Trino.Refusals.Enqueue((503, 1));
        Trino.Refusals.Enqueue((429, null));
        Trino.Refusals.Enqueue((502, null));
        Trino.Refusals.Enqueue((504, null));
        var before = Trino.Requests.Count;

        var (status, body) = await gateway.AskAsync(new { sql = "select lossy", engine = "trino" });

        Assert.Equal((200, "[[1],[2],[3]]"), (status, body.GetProperty("rows").GetRawText()));
        // Four refusals, three broken answers, and the four requests that the statement takes.
        Assert.Equal(11, Trino.Requests.Count - before);
    }

    [Fact]
    public async Task Engine_ThatKeepsRefusing_IsGivenUpInTime()
    {
        for (var i = 0; i < 1000; i++) Trino.Refusals.Enqueue((503, null));
        var (status, body) = await gateway.AskAsync(new { sql = "select refused", engine = "trino" });
        Trino.Refusals.Clear();

        Assert.Equal(503, status);
        Assert.Contains("takes no more requests now (503)", EngineGateway.Detail(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254")]
    [InlineData("http://localhost:1")]
    [InlineData("https://127.0.0.1:1")]
    public async Task NextAddress_OnAnotherHost_IsNotFollowed(string elsewhere)
    {
        Trino.On("elsewhere", TrinoAnswer.Of(Numbers, [1]));
        Trino.Elsewhere = elsewhere;
        var (status, body) = await gateway.AskAsync(new { sql = "select elsewhere", engine = "trino" });
        Trino.Elsewhere = null;

        Assert.Equal(503, status);
        Assert.Contains("does not go", EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.DoesNotContain(new Uri(elsewhere).Host + "/", EngineGateway.Detail(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_OfAQuery_EndsItAtTheServer()
    {
        var never = new TaskCompletionSource();
        Trino.On("deleted", TrinoAnswer.Empty, TrinoAnswer.Of(Numbers, [1]) with { Until = never.Task });
        var running = gateway.Gateway.PostAsync(new { sql = "select deleted", engine = "trino" });
        var id = await RunningAsync("select deleted");
        var before = Trino.Cancelled.Count;

        await gateway.Gateway.Http.DeleteAsync($"/queries/{id}");

        using var response = await running;
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        await EngineGateway.UntilAsync(() => Trino.Cancelled.Count == before + 1);
        Assert.Equal("cancelled", (await gateway.GetAsync($"/queries/{id}")).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Client_ThatLeaves_EndsItsQueryAtTheServer()
    {
        var never = new TaskCompletionSource();
        Trino.On("left alone", TrinoAnswer.Of(Numbers, [1]), TrinoAnswer.Of(Numbers, [2]) with { Until = never.Task });
        var before = Trino.Cancelled.Count;
        using (await gateway.Gateway.PostAsync(new { sql = "select 'left alone'", engine = "trino" }, "text/csv")) { }

        await EngineGateway.UntilAsync(() => Trino.Cancelled.Count == before + 1);
    }

    [Fact]
    public async Task Timeout_EndsAQueryAtTheServer()
    {
        var never = new TaskCompletionSource();
        Trino.On("too slow", TrinoAnswer.Of(Numbers, [1]) with { Until = never.Task });
        var before = Trino.Cancelled.Count;

        var (status, _) = await gateway.AskAsync(new { sql = "select 'too slow'", engine = "trino", timeoutSeconds = 0.5 });

        Assert.Equal(504, status);
        await EngineGateway.UntilAsync(() => Trino.Cancelled.Count == before + 1);
    }

    [Fact]
    public async Task RowsMax_CutsTheResult_AndEndsTheRestAtTheServer()
    {
        Trino.On("cut", TrinoAnswer.Of(Numbers, [1], [2]), TrinoAnswer.Of(Numbers, [3], [4]), TrinoAnswer.Of(Numbers, [5]));
        var before = Trino.Cancelled.Count;
        var (_, body) = await gateway.AskAsync(new { sql = "select cut", engine = "trino", rowsMax = 3 });

        Assert.Equal("[[1],[2],[3]]", body.GetProperty("rows").GetRawText());
        Assert.True(body.GetProperty("stats").GetProperty("isCut").GetBoolean());
        await EngineGateway.UntilAsync(() => Trino.Cancelled.Count == before + 1);

        (_, body) = await gateway.AskAsync(new { sql = "select cut", engine = "trino", rowsMax = 5 });
        Assert.False(body.GetProperty("stats").GetProperty("isCut").GetBoolean());
    }

    [Fact]
    public async Task Result_IsKeptInPages_AsOfTheServicesOwnEngine()
    {
        Trino.On("paged", TrinoAnswer.Of(Numbers, [1], [2], [3]), TrinoAnswer.Of(Numbers, [4], [5]));
        var (status, body) = await gateway.AskAsync(new { sql = "select paged", engine = "trino", page = new { rows = 2 } });

        Assert.Equal((200, "[[1],[2]]"), (status, body.GetProperty("rows").GetRawText()));
        var second = await gateway.GetAsync(body.GetProperty("next").GetString()!);
        var third = await gateway.GetAsync(second.GetProperty("next").GetString()!);
        Assert.Equal(("[[3],[4]]", "[[5]]"), (second.GetProperty("rows").GetRawText(), third.GetProperty("rows").GetRawText()));
        Assert.Equal("trino", third.GetProperty("stats").GetProperty("engine").GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("insert into orders select 1")]
    [InlineData("delete from orders")]
    [InlineData("call kinesis.system.rollback_to_snapshot('kinesis', 'flights', 1)")]
    [InlineData("/* select */ drop table orders")]
    [InlineData("-- select\rdrop table orders")]
    [InlineData("explain analyze insert into x select 1")]
    [InlineData("explain /* */ ANALYZE delete from x")]
    [InlineData("select 1; drop table x")]
    [InlineData("set session x = 1")]
    [InlineData("execute immediate 'drop table x'")]
    [InlineData("prepare x from drop table y")]
    [InlineData("")]
    [InlineData("select 'open")]
    [InlineData("select 1 /* open")]
    public async Task Statement_ThatDoesNotOnlyRead_IsNotSent(string sql)
    {
        var before = Trino.Requests.Count;
        var (status, _) = await gateway.AskAsync(new { sql, engine = "trino" });
        Assert.Equal(400, status);
        Assert.Equal(before, Trino.Requests.Count);
    }

    [Theory]
    [InlineData("show catalogs")]
    [InlineData("describe flights")]
    [InlineData("(select 1)")]
    [InlineData("  -- a comment\n/* and another */ VALUES 1")]
    [InlineData("table flights")]
    [InlineData("explain select 1;")]
    public async Task Statement_ThatReads_IsSent(string sql)
    {
        Trino.On(sql.TrimEnd(';'), TrinoAnswer.Of(Numbers, [1]));
        Assert.Equal(200, (await gateway.AskAsync(new { sql, engine = "trino" })).Status);
    }

    [Fact]
    public async Task Engine_ThatThereIsNot_OrIsNotConfigured_IsSaidSo()
    {
        var (status, body) = await gateway.AskAsync(new { sql = "select 1", engine = "presto" });
        Assert.Equal((400, "'embedded', 'trino', 'drill'."), (status, body.GetProperty("errors").GetProperty("engine")[0].GetString()));

        var bare = new GatewayHost();
        await bare.InitializeAsync();
        try
        {
            using var response = await bare.PostAsync(new { sql = "select 1", engine = "trino" });
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains("Set QueryGateway:Engines:Trino:Url", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await bare.DisposeAsync();
        }
    }

    [Fact]
    public async Task Embedded_ByItsName_IsTheServiceItself_AndIsFreshAnyway()
    {
        var (status, body) = await gateway.AskAsync(new { sql = "select count(*) from flights", engine = "embedded", fresh = true });
        Assert.Equal((200, JsonValueKind.Null), (status, body.GetProperty("stats").GetProperty("engine").ValueKind));
    }

    /// <summary>The query's id, once its own statement was taken: until then there is nothing to end at the server.</summary>
    private async Task<string> RunningAsync(string sql)
    {
        string? id = null;
        await EngineGateway.UntilAsync(async () => (id = (await gateway.GetAsync("/queries?state=queued,fetching,running")).GetProperty("queries").EnumerateArray()
            .Where(query => query.GetProperty("sql").GetString() == sql && Trino.Requests.SkipWhile(request => request.Body != sql).Any(request => request.Method == "GET")).Select(query => query.GetProperty("id").GetString()).FirstOrDefault()) is not null);
        return id!;
    }
}
