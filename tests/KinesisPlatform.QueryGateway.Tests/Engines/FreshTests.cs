using System.Net.Http.Json;
using System.Text.Json;
using KinesisPlatform.Contracts;

namespace KinesisPlatform.QueryGateway.Tests.Engines;

/// <summary>Tables that hold everything up to the call, before an engine reads them.</summary>
public sealed class FreshTests : IAsyncLifetime
{
    private static readonly (string, string, string?)[] Columns = [("n", "bigint", null)];

    private readonly EngineGateway _gateway = new([("QueryGateway:Engines:FreshWaitMax", "00:05:00"), ("QueryGateway:Engines:FreshIntervalMin", "01:00:00"), ("QueryGateway:Engines:FreshStreamsMax", "3")]);

    public async Task InitializeAsync()
    {
        await _gateway.InitializeAsync();
        _gateway.Trino.On("", TrinoAnswer.Of(Columns, [1]));
        _gateway.Drill.On("", new() { Columns = [("n", "BIGINT")], Rows = ["{\"n\":1}"] });
    }

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData("trino", "select count(*) from flights")]
    [InlineData("drill", "select count(*) from s3.archive.`flights`")]
    [InlineData("drill", "select count(*) from s3.root.`/archive/flights/data`")]
    public async Task Fresh_HasEveryRecordCommittedBeforeTheEngineReads(string engine, string sql)
    {
        var last = _gateway.Gateway.Streams.Put("flights", "late", "{}");
        var before = DateTimeOffset.UtcNow;
        var (status, body) = await AskAsync(engine, sql);

        Assert.Equal(200, status);
        var fresh = body.GetProperty("stats").GetProperty("engine").GetProperty("fresh");
        Assert.True(fresh.GetProperty("upTo").GetDateTimeOffset() >= before.AddMilliseconds(-1));
        var stream = Assert.Single(fresh.GetProperty("streams").EnumerateArray());
        Assert.Equal(("flights", true), (stream.GetProperty("stream").GetString(), stream.GetProperty("isFlushed").GetBoolean()));
        Assert.True(fresh.GetProperty("elapsedMilliseconds").GetDouble() > 0);
        var flush = Assert.IsType<FlushArchive>(Assert.Single(_gateway.Gateway.Messages.Sent));
        Assert.Equal("flights", flush.Stream);
        // The table that is named holds the record.
        var archive = (await _gateway.GetAsync("/streams/flights")).GetProperty("archive");
        Assert.Equal(stream.GetProperty("version").GetInt64(), archive.GetProperty("version").GetInt64());
        Assert.Equal(7, archive.GetProperty("recordCount").GetInt64());
        Assert.NotNull(last.SequenceNumber.ToString());
    }

    [Fact]
    public async Task Fresh_OfAStreamThatWasNeverArchived_WaitsForItsTable()
    {
        _gateway.Gateway.Streams.Create("new", 2);
        _gateway.Gateway.Streams.Put("new", "k", "{}");
        var (status, body) = await AskAsync("trino", "select * from new, flights");
        Assert.Equal(200, status);
        Assert.Equal(["flights", "new"], Streams(body));
    }

    [Theory]
    [InlineData("trino")]
    [InlineData("drill")]
    public async Task Fresh_OfAStreamMadeSinceStreamsWereListed_IsOfThatToo(string engine)
    {
        Assert.Single((await _gateway.GetAsync("/streams")).GetProperty("streams").EnumerateArray());
        _gateway.Gateway.Streams.Create("new", 1);
        var (_, body) = await AskAsync(engine, "select * from new, flights");
        Assert.Equal(["flights", "new"], Streams(body));
    }

    [Fact]
    public async Task Fresh_BehindAView_IsWhatTrinosPlannerSays()
    {
        _gateway.Trino.OnExplain("a_view", "kinesis.kinesis.flights", "hive.default.other");
        var (_, body) = await AskAsync("trino", "select * from hive.default.a_view");
        Assert.Equal(["flights"], Streams(body));
    }

    [Theory]
    [InlineData("select * from table(kinesis.system.table_changes('kinesis', 'Flights', 1, 2))")]
    [InlineData("select * from table(kinesis.system.table_changes('kinesis', ?, 1, 2))", "flights")]
    public async Task Fresh_OfATableFunction_IsOfTheStreamThatATextNames(string sql, params string[] parameters)
    {
        _gateway.Gateway.Streams.Put("flights", "late", "{}");
        var (status, body) = await _gateway.AskAsync(new { sql, engine = "trino", fresh = true, parameters });
        Assert.Equal(200, status);
        Assert.Equal(["flights"], Streams(body));
        Assert.Equal("flights", Assert.IsType<FlushArchive>(Assert.Single(_gateway.Gateway.Messages.Sent)).Stream);
    }

    [Theory]
    [InlineData("select * from hive.default.a_view")]
    [InlineData("select * from table(kinesis.system.table_changes('kinesis', 'fli' || 'ghts', 1, 2))")]
    [InlineData("show stats for a_view")]
    public async Task Fresh_WhereTrinoNamesNoStream_IsRefusedAndNothingIsRun(string sql)
    {
        var (status, body) = await AskAsync("trino", sql);
        Assert.Equal(400, status);
        Assert.Contains("names one", EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.DoesNotContain(_gateway.Trino.Statements, statement => !statement.StartsWith("EXPLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fresh_WhereTrinosPlanIsNotUnderstood_IsRefusedAndNothingIsRun()
    {
        _gateway.Trino.On("{explain}a_view", TrinoAnswer.Of([("Query Plan", "varchar", null)], ["Fragment 0 [SINGLE]"]));
        var (status, body) = await AskAsync("trino", "select * from flights, hive.default.a_view");
        Assert.Equal(400, status);
        Assert.Contains("is not understood", EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.DoesNotContain(_gateway.Trino.Statements, statement => !statement.StartsWith("EXPLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fresh_ThatDoesNotComeInTime_Is504AndNothingIsRun()
    {
        var hasty = new EngineGateway(("QueryGateway:Engines:FreshWaitMax", "00:00:01"));
        await hasty.InitializeAsync();
        try
        {
            hasty.Gateway.Messages.CarriedOut = null;
            hasty.Gateway.Streams.Put("flights", "late", "{}");
            var (status, body) = await hasty.AskAsync(new { sql = "select * from flights", engine = "trino", fresh = true });
            Assert.Equal(504, status);
            Assert.Contains("did not hold everything that arrived before", EngineGateway.Detail(body), StringComparison.Ordinal);
            Assert.Contains("shardId-", EngineGateway.Detail(body), StringComparison.Ordinal);
            Assert.Contains("(GET /streams/flights)", EngineGateway.Detail(body), StringComparison.Ordinal);
            Assert.Empty(hasty.Trino.Requests);
        }
        finally
        {
            await hasty.DisposeAsync();
        }
    }

    [Fact]
    public async Task Fresh_MoreOftenThanItMay_Is429WithWhenToAskAgain()
    {
        var body = new { sql = "select * from flights", engine = "trino", fresh = true };
        Assert.Equal(200, (await _gateway.AskAsync(body)).Status);

        using var refusal = await _gateway.Gateway.PostAsync(body);

        Assert.Equal(429, (int)refusal.StatusCode);
        Assert.InRange(refusal.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        Assert.Contains("FreshIntervalMin", EngineGateway.Detail(await refusal.Content.ReadFromJsonAsync<JsonElement>()), StringComparison.Ordinal);
        Assert.Single(_gateway.Gateway.Messages.Sent);
        Assert.Single(_gateway.Trino.Statements, statement => !statement.StartsWith("EXPLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fresh_OneOfTwoStreamsIsRefused_IsToldWithoutWaitingForTheOther()
    {
        Assert.Equal(200, (await AskAsync("trino", "select * from flights")).Status);
        _gateway.Gateway.Streams.Create("new", 1);
        _gateway.Gateway.Messages.CarriedOut = null;

        // Nobody archives the other: it would take all of the five minutes.
        Assert.Equal(429, (await AskAsync("trino", "select * from flights, new")).Status);
    }

    [Fact]
    public async Task Fresh_OfDrill_NeedsTheStreamsNames()
    {
        var (status, body) = await AskAsync("drill", "select * from s3.views.v");
        Assert.Equal(400, status);
        Assert.Contains("names none", EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.Equal(["flights"], Streams((await AskAsync("drill", "select * from s3.views.v -- of flights")).Body));
    }

    [Fact]
    public async Task Fresh_OfTooManyStreams_IsRefused()
    {
        foreach (var stream in (string[])["a", "b", "c", "d"]) _gateway.Gateway.Streams.Create(stream, 1);
        var (status, body) = await AskAsync("trino", "select * from a, b, c, d");
        Assert.Equal(400, status);
        Assert.Contains("FreshStreamsMax", EngineGateway.Detail(body), StringComparison.Ordinal);
        Assert.Empty(_gateway.Gateway.Messages.Sent);
    }

    private static IEnumerable<string?> Streams(JsonElement body) => body.GetProperty("stats").GetProperty("engine").GetProperty("fresh").GetProperty("streams").EnumerateArray().Select(stream => stream.GetProperty("stream").GetString());

    private Task<(int Status, JsonElement Body)> AskAsync(string engine, string sql) => _gateway.AskAsync(new { sql, engine, fresh = true });
}
