using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>What API keys may have Trino read: streams that they see whole, by name.</summary>
public sealed class TrinoTenantTests : IAsyncLifetime
{
    private readonly TenantGateway _gateway = new();

    private TrinoServer Trino => _gateway.Trino;

    public Task InitializeAsync() => _gateway.InitializeAsync();

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Query_OfAStreamThatIsSeenWhole_IsSentWithItsDefinition_AndWithoutCatalogAndSchema()
    {
        var (status, body) = await AskAsync("select a.json from flights a join \"web-clicks\" b on a.partition_key = b.partition_key");

        Assert.Equal((200, "[[\"answered\"]]"), (status, body.GetProperty("rows").GetRawText()));
        var posts = Trino.Requests.Where(request => request.Method == "POST").ToList();
        Assert.Equal(
            "WITH \"flights\" AS (SELECT * FROM \"kinesis\".\"kinesis\".\"flights\"), \"web-clicks\" AS (SELECT * FROM \"kinesis\".\"kinesis\".\"web-clicks\")\nselect a.json from flights a join \"web-clicks\" b on a.partition_key = b.partition_key",
            posts[^1].Body);
        // The catalogs, what would be read, and the query.
        Assert.Equal(3, posts.Count);
        Assert.StartsWith("EXPLAIN (TYPE IO, FORMAT JSON)\nWITH ", posts[1].Body, StringComparison.Ordinal);
        Assert.All(posts, post => Assert.False(post.Headers.ContainsKey("X-Trino-Catalog") || post.Headers.ContainsKey("X-Trino-Schema")));
        Assert.Equal("key-analyst", posts[^1].Headers["X-Trino-Client-Tags"]);
    }

    [Fact]
    public async Task Query_WithQueriesOfItsOwn_KeepsThem_AndItsColumns()
    {
        Assert.Equal(200, (await AskAsync("-- c\n with RECURSIVE a as (select 1 from flights)\nselect * from a")).Status);
        Assert.Equal("WITH RECURSIVE \"flights\" AS (SELECT * FROM \"kinesis\".\"kinesis\".\"flights\"),\n-- c\n                a as (select 1 from flights)\nselect * from a", Trino.Statements.Last());

        Assert.Equal(200, (await AskAsync("values 1")).Status);
        Assert.Equal("values 1", Trino.Statements.Last());
    }

    [Fact]
    public async Task Error_AboutAStreamThatMayNotBeRead_IsThatOfOneThatIsNotThere()
    {
        foreach (var (stream, detail) in new Dictionary<string, string>
        {
            ["payroll"] = "There is no stream \"payroll\" (line 2, column 7). With an API key Trino reads streams, by their plain names.",
            ["nothing"] = "There is no stream \"nothing\" (line 2, column 7). With an API key Trino reads streams, by their plain names.",
            ["orders"] = "This API key sees a part of \"orders\" only, and Trino reads tables whole. Leave out \"engine\": the service's own engine shows that part (line 2, column 7).",
        })
        {
            // What Trino says of a name that nothing defines, in a session without a schema; the statement stands behind the line of the EXPLAIN.
            Trino.On($"{{explain}}{stream}", TrinoAnswer.Failed("MISSING_SCHEMA_NAME", "USER_ERROR", "line 3:7: Schema must be specified when session schema is not set", 3, 7));
            var (status, body) = await AskAsync($"select *\n from {stream}");
            Assert.Equal((stream == "orders" ? 400 : 404, detail), (status, EngineGateway.Detail(body)));
        }
    }

    [Theory]
    [InlineData("kinesis.kinesis.payroll", null)]
    [InlineData("kinesis.kinesis.flights$files", null)]
    [InlineData("hive.archive.flights", null)]
    [InlineData("kinesis.other.flights", null)]
    [InlineData("kinesis.kinesis.orders", null)]
    [InlineData("kinesis.kinesis.flights", "kinesis.kinesis.flights")]
    public async Task Plan_ThatReadsOrWritesAnythingElse_IsNotRun(string input, string? output)
    {
        Trino.On("{explain}flights", TrinoAnswer.Of([("Query Plan", "varchar", null)], [TrinoServer.Io(["kinesis.kinesis.flights", input], output)]));
        var (status, body) = await AskAsync("select * from flights");
        Assert.Equal(400, status);
        Assert.Contains("nothing else", EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.All(Trino.Statements, statement => Assert.True(statement.StartsWith("EXPLAIN", StringComparison.Ordinal) || statement.Contains("system.metadata", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("CREATE TABLE x")]
    [InlineData("[]")]
    [InlineData("{\"inputTableColumnInfos\":{}}")]
    [InlineData("{\"inputTableColumnInfos\":[{}]}")]
    [InlineData("{\"inputTableColumnInfos\":[{\"table\":{\"catalog\":\"kinesis\"}}]}")]
    public async Task Plan_ThatIsNotUnderstood_IsNotRun(string plan)
    {
        Trino.On("{explain}flights", TrinoAnswer.Of([("Query Plan", "varchar", null)], [plan]));
        Assert.Equal(400, (await AskAsync("select * from flights")).Status);
    }

    [Fact]
    public async Task Trino_WithADefaultCatalog_IsNotAskedForKeys()
    {
        Trino.Catalogs = (Trino.Catalogs.Names, "kinesis");
        var (status, body) = await AskAsync("select * from flights");
        Assert.Equal(503, status);
        Assert.Contains("sql.default-catalog", EngineGateway.Detail(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streams_ThatDifferInCaseAlone_AreReadIfAllMayBe()
    {
        _gateway.Gateway.Gateway.Streams.Create("Flights", 1);
        Assert.Equal(200, (await AskAsync("select * from flights")).Status);
        Assert.DoesNotContain("\"kinesis\"", Trino.Statements.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_ThatIsNotGrantedTheEngine_MayNotUseIt()
    {
        foreach (var (key, engine) in new[] { (TenantGateway.Other, "trino"), (TenantGateway.Other, "drill"), (TenantGateway.Analyst, "drill") })
        {
            var (status, body) = await AskAsync("select * from flights", key: key, engine: engine);
            Assert.Equal(403, status);
            Assert.Contains($"may not use the engine '{engine}'", EngineGateway.Detail(body), StringComparison.Ordinal);
        }
        Assert.Empty(Trino.Requests);
    }

    [Fact]
    public async Task Fresh_FlushesWhatTheKeyReads_AndNothingElse()
    {
        var (status, body) = await AskAsync("select * from flights, payroll, orders", fresh: true);
        Assert.Equal(200, status);
        Assert.Equal(["flights"], body.GetProperty("stats").GetProperty("engine").GetProperty("fresh").GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("stream").GetString()));
    }

    private Task<(int Status, JsonElement Body)> AskAsync(string sql, bool fresh = false, string key = TenantGateway.Analyst, string engine = "trino") => _gateway.AskAsync(sql, fresh, key, engine);
}
