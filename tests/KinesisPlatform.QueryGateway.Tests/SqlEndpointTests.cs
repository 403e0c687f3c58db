using System.Net;
using System.Text.Json;

namespace KinesisPlatform.QueryGateway.Tests;

public sealed class SqlEndpointTests(GatewayHost gateway) : IClassFixture<GatewayHost>
{
    private const string EveryKind = """
        select 1 as a, 'x,"y"' as b, null as c, '' as d, 9007199254740993 as e, 12.340::decimal(18,3) as f, 'nan'::double as g, '\x00\xFF'::blob as h,
            timestamptz '2026-01-02 03:04:05.678901+02' as i, date '2026-01-02' as j, [1, 2] as k, {'m': 'n'} as l, '{"o":1}'::json as p, true as q
        """;

    [Fact]
    public async Task Sql_ArchiveAndLive_AnswersJsonWithStats()
    {
        using var response = await gateway.PostAsync(new { sql = "select count(*) n, avg((json->>'$.delay')::double) d from flights" });
        Assert.Equal((HttpStatusCode.OK, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("""[{"name":"n","type":"BIGINT"},{"name":"d","type":"DOUBLE"}]""", answer.RootElement.GetProperty("columns").GetRawText());
        Assert.Equal("[[6,2.5]]", answer.RootElement.GetProperty("rows").GetRawText());
        var table = answer.RootElement.GetProperty("stats").GetProperty("tables")[0];
        Assert.Equal(6, table.GetProperty("archiveRecordCount").GetInt64() + table.GetProperty("liveRecordCount").GetInt64());
        Assert.True(table.GetProperty("liveRecordCount").GetInt64() > 0);
    }

    [Fact]
    public async Task Sql_EveryKindOfValue_IsFaithfulInJson()
    {
        using var response = await gateway.PostAsync(new { sql = EveryKind });
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(
            """[[1,"x,\"y\"",null,"",9007199254740993,12.340,"NaN","AP8=","2026-01-02T01:04:05.678901Z","2026-01-02",[1,2],{"m":"n"},{"o":1},true]]""",
            answer.RootElement.GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task Sql_AcceptNdjson_IsAnObjectPerLine()
    {
        using var response = await gateway.PostAsync(new { sql = "select x, x as x, 'ü' as y from range(3) t(x)" }, "application/x-ndjson");
        Assert.Equal("application/x-ndjson", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("{\"x\":0,\"x_1\":0,\"y\":\"ü\"}\n{\"x\":1,\"x_1\":1,\"y\":\"ü\"}\n{\"x\":2,\"x_1\":2,\"y\":\"ü\"}\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Sql_AcceptCsv_IsRfc4180()
    {
        using var response = await gateway.PostAsync(new { sql = EveryKind }, "text/csv, application/json;q=0.5");
        Assert.Equal("text/csv", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(
            "a,b,c,d,e,f,g,h,i,j,k,l,p,q\r\n1,\"x,\"\"y\"\"\",,\"\",9007199254740993,12.340,NaN,AP8=,2026-01-02T01:04:05.678901Z,2026-01-02,\"[1,2]\",\"{\"\"m\"\":\"\"n\"\"}\",\"{\"\"o\"\":1}\",true\r\n",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Sql_Parameters_AreBound()
    {
        using var response = await gateway.PostAsync(new { sql = "select count(*) from flights where partition_key = $1 and (json->>'$.delay')::int >= $2", parameters = new object[] { "key3", 3 } });
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal("[[1]]", answer.RootElement.GetProperty("rows").GetRawText());
    }

    [Fact]
    public async Task Sql_LargeResult_StreamsWhole()
    {
        using var response = await gateway.PostAsync(new { sql = "select x, repeat('y', 100) from range(200000) t(x)" }, "application/x-ndjson");
        var lines = 0;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        while (await reader.ReadLineAsync() is not null) lines++;
        Assert.Equal(200_000, lines);
    }

    [Fact]
    public async Task Sql_ResultThatBreaksOff_IsNotTakenForWhole()
    {
        using var response = await gateway.PostAsync(new { sql = "select case when x = 9000000 then 'no number' else '1' end::int from range(10000000) t(x)" }, "application/x-ndjson");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Sql_ClientThatLeaves_FreesItsWorker()
    {
        for (var i = 0; i < 6; i++)
        {
            using var response = await gateway.PostAsync(new { sql = "select x, repeat('y', 1000) from range(100000000) t(x)" }, "application/x-ndjson");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        // More than there are workers.
        using var last = await gateway.PostAsync(new { sql = "select 1" });
        Assert.Equal(HttpStatusCode.OK, last.StatusCode);
    }

    [Theory]
    [InlineData("""{"sql":"select * from fligths"}""", 404, "Known streams: flights")]
    [InlineData("""{"sql":"selec 1"}""", 400, "line 1, column 1")]
    [InlineData("""{"sql":"select nope from flights"}""", 400, "line 1, column 8")]
    [InlineData("""{"sql":"delete from flights"}""", 400, "one SELECT")]
    [InlineData("""{"sql":"select 1; select 2"}""", 400, "one SELECT")]
    [InlineData("""{"sql":"select * from read_text('/etc/passwd')"}""", 400, "not allowed")]
    [InlineData("""{"sql":"select 'x'::int"}""", 400, "convert")]
    [InlineData("""{"sql":"select count(*) from range(100000000000) t(x) where hash(x) = 1","timeoutSeconds":0.5}""", 504, "stopped after 0.5 s")]
    [InlineData("""{"sql":"","rowsMax":0,"timeoutSeconds":-1,"page":{"rows":0},"numbers":"x","parameters":[{"$type":"blob","value":"?"}]}""", 400, "parameters[0]")]
    [InlineData("""{"sql":"select 1","tiemout":1}""", 400, "tiemout")]
    [InlineData("""{"sql":""", 400, "JSON")]
    public async Task Sql_BadRequest_IsAProblemThatSaysWhatToDo(string body, int status, string expected)
    {
        using var response = await gateway.PostAsync(body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_UnknownFormat_Is406() =>
        Assert.Equal(HttpStatusCode.NotAcceptable, (await gateway.PostAsync(new { sql = "select 1" }, "image/png")).StatusCode);
}
